/** A text with its selection, as a text field has it. */
export interface Edit {
  value: string;
  start: number;
  end: number;
}

/** Puts a mark such as ** around the selection, or takes it away if it is there. */
export function toggleMark({ value, start, end }: Edit, mark: string): Edit {
  const size = mark.length;
  const before = value.slice(0, start);
  const inside = value.slice(start, end);
  const after = value.slice(end);
  const run = mark[0] ?? "";
  // One star inside two is another mark: *a* within **a** is not italic.
  const alone = (text: string, side: "end" | "start") =>
    side === "end"
      ? text.endsWith(mark) && !text.endsWith(run + mark)
      : text.startsWith(mark) && !text.startsWith(mark + run);
  const around =
    size > 1 || run === "`"
      ? before.endsWith(mark) && after.startsWith(mark)
      : alone(before, "end") && alone(after, "start");
  if (around)
    return { value: before.slice(0, -size) + inside + after.slice(size), start: start - size, end: end - size };
  if (
    inside.length >= 2 * size &&
    inside.startsWith(mark) &&
    inside.endsWith(mark) &&
    (size > 1 || !inside.startsWith(run + run))
  ) {
    return { value: before + inside.slice(size, -size) + after, start, end: end - 2 * size };
  }
  const [, lead = "", core = "", tail = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(inside) ?? [];
  return {
    value: before + lead + mark + core + mark + tail + after,
    start: start + lead.length + size,
    end: start + lead.length + size + core.length,
  };
}

function lines(edit: Edit): { from: number; to: number; rows: string[] } {
  const from = edit.value.lastIndexOf("\n", edit.start - 1) + 1;
  const next = edit.value.indexOf("\n", Math.max(edit.start, edit.end - 1));
  const to = next < 0 ? edit.value.length : next;
  return { from, to, rows: edit.value.slice(from, to).split("\n") };
}

const PREFIXES = {
  quote: { is: /^> ?/, of: () => "> " },
  list: { is: /^[-*+] (?!\[[ xX]\])/, of: () => "- " },
  numbers: { is: /^\d+[.)] /, of: (i: number) => `${i + 1}. ` },
  heading: { is: /^#{1,6} /, of: () => "### " },
} as const;

export type LineStyle = keyof typeof PREFIXES;

/** Makes the selected lines a quote, a list or a heading, or plain again if all of them are. */
export function toggleLines(edit: Edit, style: LineStyle): Edit {
  const { from, to, rows } = lines(edit);
  const prefix = PREFIXES[style];
  const off = rows.every((row) => prefix.is.test(row));
  const changed = rows
    .map((row, i) =>
      off ? row.replace(prefix.is, "") : prefix.of(i) + row.replace(/^(?:> ?|[-*+] |\d+[.)] |#{1,6} )/, ""),
    )
    .join("\n");
  const value = edit.value.slice(0, from) + changed + edit.value.slice(to);
  const end = from + changed.length;
  return { value, start: edit.start === edit.end ? end : from, end };
}

/** Makes the selection a link; a selected address becomes its target. */
export function insertLink({ value, start, end }: Edit): Edit {
  const inside = value.slice(start, end);
  const isAddress = /^(?:https?:\/\/|www\.|mailto:)\S+$/i.test(inside);
  const label = isAddress ? "" : inside || "text";
  const target = isAddress ? inside : "https://";
  const made = `[${label}](${target})`;
  const at = isAddress ? start + 1 : start + label.length + 3;
  return {
    value: value.slice(0, start) + made + value.slice(end),
    start: at,
    end: isAddress ? at : at + target.length,
  };
}

/** Puts the selection into a block of code, or marks it as code within its line. */
export function toggleCode(edit: Edit): Edit {
  const inside = edit.value.slice(edit.start, edit.end);
  if (!inside.includes("\n")) return toggleMark(edit, "`");
  const lead = edit.start > 0 && edit.value[edit.start - 1] !== "\n" ? "\n" : "";
  const tail = edit.end < edit.value.length && edit.value[edit.end] !== "\n" ? "\n" : "";
  const made = `${lead}\`\`\`\n${inside.replace(/\n$/, "")}\n\`\`\`${tail}`;
  const start = edit.start + lead.length + 4;
  return {
    value: edit.value.slice(0, edit.start) + made + edit.value.slice(edit.end),
    start,
    end: start + inside.replace(/\n$/, "").length,
  };
}

/** A new line that goes on with the list or quote of the line it leaves; in an empty item it ends the list. */
export function newLine({ value, start, end }: Edit): Edit {
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const row = value.slice(from, start);
  const [, prefix = ""] = /^(\s*(?:[-*+] (?:\[[ xX]\] )?|\d+[.)] |(?:> ?)+))/.exec(row) ?? [];
  if (prefix && row === prefix && prefix.trim() !== "") {
    return { value: value.slice(0, from) + value.slice(end), start: from, end: from };
  }
  const next = prefix.replace(/\d+/, (digits) => String(Number(digits) + 1)).replace(/\[[xX]\]/, "[ ]");
  const at = start + 1 + next.length;
  return { value: `${value.slice(0, start)}\n${next}${value.slice(end)}`, start: at, end: at };
}

/** Whether a place in the text lies inside an open code fence: there Enter makes a line, and names are not completed. */
export function inCodeFence(value: string, at: number): boolean {
  let open = false;
  for (const row of value.slice(0, at).split("\n")) if (/^\s{0,3}```/.test(row)) open = !open;
  return open;
}

/** Replaces the selection. The cursor ends behind what was put in. */
export function insertText({ value, start, end }: Edit, text: string): Edit {
  return {
    value: value.slice(0, start) + text + value.slice(end),
    start: start + text.length,
    end: start + text.length,
  };
}
