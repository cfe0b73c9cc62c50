const LONGEST = 180;

/** A row of a table with dots between its cells; any other line as it is. */
function flatRow(line: string): string {
  if (!line.trimStart().startsWith("|")) return line;
  const cells = line.split("|").map((cell) => cell.trim());
  // The rule below a table's head.
  if (cells.every((cell) => /^:?-*:?$/.test(cell))) return "";
  return cells.filter(Boolean).join(" · ");
}

/** Text of a message for where tables have no room. */
export const flatTables = (message: string): string => message.split("\n").map(flatRow).join("\n");

/** A line without what Markdown puts at its beginning. */
function plainLine(line: string): string {
  return flatRow(line)
    .trim()
    .replace(/^(#{1,6}|>|[-*+])\s+(\[[ xX]\]\s+)?/, "");
}

/** Message text without the marks of Markdown, short enough for a notification. */
export function plainText(message: string): string {
  return message
    .slice(0, 4000)
    .replace(/```[\s\S]*?(```|$)/g, "[code]")
    .split("\n")
    .map(plainLine)
    .join(" ")
    .replace(/!?\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)/g, "$1")
    .replace(/(\*\*|__|~~|`)/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST);
}
