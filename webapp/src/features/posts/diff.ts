/** A stretch of text that two versions share, or that only one of them has. */
export interface Change {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Beyond this many comparisons the middle counts as rewritten: nobody would read it word by word. */
const MOST = 1_000_000;

const words = (text: string): string[] => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

/** What changed from one text to another, word by word. */
export function diff(from: string, to: string): Change[] {
  const a = words(from);
  const b = words(to);
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const changes: Change[] = [];
  const push = (kind: Change["kind"], text: string) => {
    const last = changes.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text) changes.push({ kind, text });
  };
  push("same", a.slice(0, head).join(""));
  middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), push);
  push("same", a.slice(a.length - tail).join(""));
  return gathered(changes);
}

/** Words that are replaced one after the other are one change: read alternately, old and new words make no sense. */
function gathered(changes: readonly Change[]): Change[] {
  const out: Change[] = [];
  let removed = "";
  let added = "";
  const end = () => {
    if (removed) out.push({ kind: "removed", text: removed });
    if (added) out.push({ kind: "added", text: added });
    removed = added = "";
  };
  changes.forEach(({ kind, text }, i) => {
    const between = removed !== "" && added !== "" && text.trim() === "" && i + 1 < changes.length;
    if (kind === "same" && !between) {
      end();
      out.push({ kind, text });
      return;
    }
    if (kind !== "added") removed += text;
    if (kind !== "removed") added += text;
  });
  end();
  return out;
}

/** The longest common row of words, by the table that every textbook has. */
function middle(a: string[], b: string[], push: (kind: Change["kind"], text: string) => void): void {
  if (a.length * b.length > MOST) {
    push("removed", a.join(""));
    push("added", b.join(""));
    return;
  }
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push("same", a[i] ?? "");
      i++;
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) push("removed", a[i++] ?? "");
    else push("added", b[j++] ?? "");
  }
}
