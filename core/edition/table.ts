import { features } from "./features.js";

const HEAD = ["Feature", "What it is", "Team Edition", "Enterprise Edition"];

/**
 * The table of editions and features as Markdown, for the documentation. `present` are the capabilities this release
 * contains; others are marked as not there yet, so that the documentation promises nothing.
 */
export function editionsTable(present: readonly string[]): string {
  const rows = features.map(({ title, help, capability }) => {
    const inEnterprise = capability === undefined || present.includes(capability) ? "yes" : "not in this release";
    return [title, help, capability === undefined ? "yes" : "–", inEnterprise];
  });
  const widths = HEAD.map((head, at) =>
    Math.max(...[head, ...rows.map((row) => row[at] ?? "")].map((cell) => cell.length)),
  );
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [
    "# Editions and features",
    "",
    "Made from `features.ts` by `node --import=tsx core/edition/write-table.ts`; do not edit.",
    "",
    line(HEAD),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map(line),
    "",
  ].join("\n");
}
