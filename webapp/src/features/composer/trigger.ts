import { inCodeFence } from "./format-text.js";

export type TriggerKind = "user" | "channel" | "emoji" | "command";

/** What someone is about to complete: the text from `start` up to the cursor. */
export interface Trigger {
  kind: TriggerKind;
  /** Without the sign. */
  query: string;
  start: number;
  end: number;
}

const PATTERNS: readonly [TriggerKind, RegExp][] = [
  ["user", /(?:^|[^\p{L}\p{N}_@/])[@＠]([\p{L}\p{N}._-]{0,64})$/iu],
  ["channel", /(?:^|[^\p{L}\p{N}_~/])~([\p{L}\p{N}_-]{0,64})$/iu],
  ["emoji", /(?:^|[^\p{L}\p{N}_:/]|:[a-z0-9_+-]+:):([a-z0-9_+-]{2,64})$/iu],
];
/** How far back from the cursor a trigger can begin. */
const REACH = 80;

/** What can be completed at the cursor, or null. */
export function findTrigger(value: string, cursor: number): Trigger | null {
  const row = value.slice(0, cursor);
  if (/^\/[^\n]*$/.test(row) && !row.startsWith("//"))
    return { kind: "command", query: row.slice(1), start: 0, end: cursor };
  const near = row.slice(-REACH);
  for (const [kind, pattern] of PATTERNS) {
    const match = pattern.exec(near);
    if (!match) continue;
    if (inCodeFence(value, cursor) || insideCode(row)) return null;
    const query = match[1] ?? "";
    return { kind, query, start: cursor - query.length - 1, end: cursor };
  }
  return null;
}

function insideCode(row: string): boolean {
  const line = row.slice(row.lastIndexOf("\n") + 1);
  return (line.split("`").length - 1) % 2 === 1;
}

/** Puts a completion in place of a trigger, with one space after it. */
export function complete(value: string, trigger: Trigger, text: string): { value: string; start: number; end: number } {
  const rest = value.slice(trigger.end);
  const space = rest.startsWith(" ") ? "" : " ";
  const at = trigger.start + text.length + 1;
  return { value: value.slice(0, trigger.start) + text + space + rest, start: at, end: at };
}

/** Names of everyone at once that a text mentions, outside code: they ask for a second thought. */
export function mentionsEveryone(text: string): boolean {
  const plain = text.replace(/```[\s\S]*?(?:```|$)/g, " ").replace(/`[^`\n]*`/g, " ");
  return /(?:^|[^\p{L}\p{N}_/@.-])[@＠](?:all|channel)(?![\p{L}\p{N}_-])/iu.test(plain);
}
