const todo = new Set<() => void>();

/**
 * Does something when the process ends, unless it was done before: what is returned does it now, and only once. Hooks of
 * a description do not run where --grep leaves no test of it.
 */
export function atExit(work: () => void): () => void {
  // One listener for all of them: a process warns of many.
  if (todo.size === 0) process.once("exit", doAll);
  const once = () => {
    if (!todo.delete(once)) return;
    if (todo.size === 0) process.off("exit", doAll);
    work();
  };
  todo.add(once);
  return once;
}

function doAll(): void {
  for (const once of todo) once();
}
