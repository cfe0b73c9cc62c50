/** What a spreadsheet would take for a formula: it passes over spaces and signs one does not see, and takes full-width forms. */
const FORMULA = /^[\s\p{Cf}\0]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** One line of a table. What a spreadsheet would take for a formula gets an apostrophe before it, which makes it text. */
export function csvLine(cells: readonly unknown[]): string {
  const line = cells.map((cell) => {
    const text = String(cell ?? "");
    const safe = typeof cell !== "number" && FORMULA.test(text) ? `'${text}` : text;
    return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${line.join(",")}\r\n`;
}

/** A time (ms) for spreadsheets, UTC; '' for "not set". */
export const csvTime = (time: number) => (time > 0 ? new Date(time).toISOString().slice(0, 19).replace("T", " ") : "");
