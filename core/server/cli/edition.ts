import { readFileSync } from "node:fs";
import type { Static } from "@sinclair/typebox";
import type { EditionStatus, ImpactReport, Receipt as ReceiptSchema } from "../../api/license.js";
import { type Command, type Input, when } from "./command.js";
import { CommandError } from "./connection.js";

type Receipt = Static<typeof ReceiptSchema>;

/** The lines for a person, or with --json everything the server said. */
const shown = ({ options }: Input, answer: unknown, lines: readonly string[]) =>
  options.has("json") ? answer : lines.join("\n");

function describeStatus(status: EditionStatus): string[] {
  const { licence, seats, evaluation } = status;
  const lines = [
    `Edition     ${status.edition === "enterprise" ? "Enterprise Edition" : "Team Edition"} (licence: ${status.state})`,
  ];
  if (licence) {
    const whose = `${licence.customer.name}${licence.trial ? " (trial)" : ""}`;
    lines.push(`Licence     ${whose}, valid to ${when(licence.expires_at)}, active to ${when(status.ends_at)}`);
  }
  if (status.problem) lines.push(`Problem     ${status.problem}`);
  if (status.module.reason) lines.push(`Module      ${status.module.reason}`);
  lines.push(`Seats       ${seats.used} in use${seats.licensed > 0 ? ` of ${seats.licensed}` : ", no limit"}`);
  if (evaluation.available) lines.push(`Evaluation  ${evaluation.days} days can be started, once`);
  const states = status.capabilities.map(
    ({ name, state, reason }) => `  ${name.padEnd(20)} ${state}${reason ? `: ${reason}` : ""}`,
  );
  return [...lines, ...states];
}

function describeImpact(report: ImpactReport): string[] {
  const lines = [`On: ${report.gained.join(", ") || "nothing"}. Off: ${report.lost.join(", ") || "nothing"}.`];
  for (const { title, advice, count, items } of report.sections) {
    lines.push("", `${title}${advice ? ` ${advice}` : ""}`);
    for (const { name, detail, at } of items) lines.push(`  ${[name, detail, when(at)].filter(Boolean).join(" | ")}`);
    if (items.length > 0 && count > items.length) lines.push(`  … and ${count - items.length} more`);
  }
  return [...lines, "", ...report.promises];
}

const describeReceipt = ({ raised, lowered, failed }: Receipt) =>
  [
    `On: ${raised.join(", ") || "nothing"}. Off: ${lowered.join(", ") || "nothing"}.`,
    ...Object.entries(failed).map(([name, reason]) => `${name}: ${reason}`),
  ].join("\n");

/** The licence file a person names, as the form the server takes. */
function fileNamed(path = ""): { field: string; name: string; content: Buffer } {
  try {
    return { field: "license", name: "courtyard.licence", content: readFileSync(path) };
  } catch {
    throw new CommandError(`The file ${path} cannot be read.`);
  }
}

async function impact(input: Input, to: "team" | "evaluation"): Promise<unknown> {
  const report = await input.server.get<ImpactReport>(`/courtyard/edition/impact?to=${to}`);
  return shown(input, report, describeImpact(report));
}

const dryRun = { "dry-run": "say what it would mean, and change nothing" };

/** Commands that show and switch the edition. */
export const editionCommands: Command[] = [
  {
    name: "licence show",
    does: "show the edition, the licence, its seats and every capability",
    async run(input) {
      const status = await input.server.get<EditionStatus>("/courtyard/edition");
      return shown(input, status, describeStatus(status));
    },
  },
  {
    name: "licence apply",
    takes: "<file>",
    does: "apply a licence file",
    options: dryRun,
    async run(input) {
      const file = fileNamed(input.words[0]);
      if (!input.options.has("dry-run")) {
        const licence = await input.server.upload("/license", file);
        return shown(input, licence, ["The licence is applied."]);
      }
      const preview = await input.server.upload<{ impact: ImpactReport }>("/courtyard/edition/preview", file);
      return shown(input, preview, describeImpact(preview.impact));
    },
  },
  {
    name: "licence evaluate",
    does: "start 30 days of the Enterprise Edition, once",
    options: dryRun,
    async run(input) {
      if (input.options.has("dry-run")) return impact(input, "evaluation");
      const receipt = await input.server.post<Receipt>("/courtyard/edition/evaluation");
      return shown(input, receipt, ["The evaluation runs for 30 days.", describeReceipt(receipt)]);
    },
  },
  {
    name: "licence remove",
    does: "go down to the Team Edition; nothing is deleted",
    options: dryRun,
    async run(input) {
      if (input.options.has("dry-run")) return impact(input, "team");
      const answer = await input.server.delete("/license");
      return shown(input, answer, ["This is the Team Edition now."]);
    },
  },
  {
    name: "licence impact",
    does: "the same as licence remove --dry-run",
    run: (input) => impact(input, "team"),
  },
  {
    name: "licence switches",
    does: "list every switch of editions with what it did",
    async run(input) {
      const rows =
        await input.server.get<{ create_at: number; cause: string; receipt: Receipt }[]>("/courtyard/edition/switches");
      if (input.options.has("json")) return rows;
      return rows.map(({ create_at, cause, receipt }) => ({
        when: when(create_at),
        cause,
        on: receipt.raised.join(", "),
        off: receipt.lowered.join(", "),
      }));
    },
  },
];
