/** How well a name matches what was typed: 0 not at all, higher is better. Case and accents do not count. */
export function rank(name: string, term: string): number {
  if (term === "") return 1;
  const a = fold(name);
  const b = fold(term);
  if (a === b) return 100;
  if (a.startsWith(b)) return 80;
  if (a.split(/[\s._@,-]+/).some((word) => word.startsWith(b))) return 60;
  if (a.includes(b)) return 40;
  return inOrder(a, b) ? 20 : 0;
}

function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

/** True if the letters stand in the name in this order, with others between. */
function inOrder(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
