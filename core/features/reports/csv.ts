/** One line of a table. What a spreadsheet would take for a formula is made text. */
export function csvLine(cells: readonly unknown[]): string {
  const line = cells.map((cell) => {
    const text = String(cell ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) && typeof cell !== "number" ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${line.join(",")}\r\n`;
}

/** A time (ms) for spreadsheets, UTC; '' for "not set". */
export const csvTime = (time: number) => (time > 0 ? new Date(time).toISOString().slice(0, 19).replace("T", " ") : "");
