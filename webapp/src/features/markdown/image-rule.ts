import type { StateInline } from "markdown-it";

const SPACE = /[ \t\n]/;
const SIZE = /^=(\d{1,4})?x(\d{1,4})?/i;

function skipSpace(text: string, from: number, max: number): number {
  let pos = from;
  while (pos < max && SPACE.test(text.charAt(pos))) pos++;
  return pos;
}

interface Target {
  src: string;
  title: string;
  width: number;
  height: number;
  end: number;
}

/** Reads `(address "title" =WxH)` from `start`, the place of the opening bracket. */
function readTarget(state: StateInline, start: number): Target | null {
  const { src, posMax: max } = state;
  const helpers = state.md.helpers;
  const found: Target = { src: "", title: "", width: 0, height: 0, end: 0 };
  let pos = skipSpace(src, start + 1, max);
  const destination = helpers.parseLinkDestination(src, pos, max);
  if (!destination.ok) return null;
  found.src = destination.str;
  pos = destination.pos;
  for (let part = 0; part < 2; part++) {
    const next = skipSpace(src, pos, max);
    if (next === pos) break;
    const size = SIZE.exec(src.slice(next, next + 12));
    const title = size ? null : helpers.parseLinkTitle(src, next, max);
    if (size && (size[1] || size[2])) {
      found.width = Number(size[1] ?? 0);
      found.height = Number(size[2] ?? 0);
      pos = next + size[0].length;
    } else if (title?.ok) {
      found.title = title.str;
      pos = title.pos;
    } else break;
  }
  pos = skipSpace(src, pos, max);
  if (src.charAt(pos) !== ")") return null;
  found.end = pos + 1;
  return found;
}

/** Inline rule for pictures with a size: `![text](address =300x200)`. The text is not parsed again, so nesting stays cheap. */
export function imageRule(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith("![", state.pos)) return false;
  const labelStart = state.pos + 2;
  const labelEnd = state.md.helpers.parseLinkLabel(state, state.pos + 1, false);
  if (labelEnd < 0 || state.src.charAt(labelEnd + 1) !== "(") return false;
  const target = readTarget(state, labelEnd + 1);
  if (!target) return false;
  if (!silent) {
    const token = state.push("image", "img", 0);
    token.content = state.src.slice(labelStart, labelEnd);
    token.meta = { src: target.src, title: target.title, width: target.width, height: target.height };
  }
  state.pos = target.end;
  return true;
}
