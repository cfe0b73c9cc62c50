import { features } from "./features.js";

/**
 * The table of editions and features as Markdown, for the documentation. `present` are the capabilities this release
 * contains; others are marked as not there yet, so that the documentation promises nothing.
 */
export function editionsTable(present: readonly string[]): string {
  const rows = features.map(({ title, help, capability }) => {
    const inEnterprise = capability === undefined || present.includes(capability) ? "yes" : "not in this release";
    return `| ${title} | ${help} | ${capability === undefined ? "yes" : "–"} | ${inEnterprise} |`;
  });
  return [
    "# Editions and features",
    "",
    "Made from `features.ts` by `node --import=tsx core/edition/write-table.ts`; do not edit.",
    "",
    "| Feature | What it is | Team Edition | Enterprise Edition |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
