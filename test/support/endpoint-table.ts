// The table of all calls of the API. Run by itself it writes the table: `npm run endpoints`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Route } from "../../core/platform/http/route.js";
import { stopTestPostgres } from "./postgres.js";
import { startTestServer } from "./server.js";

export const ENDPOINTS_FILE = fileURLToPath(new URL("../../core/api/ENDPOINTS.md", import.meta.url));
export const WRITE_COMMAND = "npm run endpoints";

const HEAD = `# The calls of the API

Every call this server answers, from the route table; \`${WRITE_COMMAND}\` writes this file, and a test says when that is
due. **Who** names the guards in front of the call; what a caller may not see does not exist for them. How each kind of
person is answered is written down in \`test/api/access-matrix.md\`; what calls take and give is declared in the files
of this folder.
`;

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
/** The resource a call belongs to: the first word of its path, of ours the one after it. */
const resourceOf = (path: string) => {
  const [first = "", second = ""] = path.replace("/api/v4/", "").split("/").filter(Boolean);
  return first === "courtyard" ? `courtyard/${second}` : first;
};

/** The Markdown text of the table: the calls by resource, then by path and method. */
export function endpointTable(routes: readonly Route[]): string {
  const lines = [HEAD.trimEnd()];
  const sorted = routes.toSorted(
    (a, b) =>
      compare(resourceOf(a.endpoint.path), resourceOf(b.endpoint.path)) ||
      compare(a.endpoint.path, b.endpoint.path) ||
      compare(a.endpoint.method, b.endpoint.method),
  );
  let resource = "";
  for (const { endpoint, guards } of sorted) {
    if (resourceOf(endpoint.path) !== resource) {
      resource = resourceOf(endpoint.path);
      lines.push("", `## ${resource}`, "", "| Call | Who | What |", "|---|---|---|");
    }
    const who = guards.map((guard) => guard.words).join("; ");
    lines.push(`| \`${endpoint.method} ${endpoint.path}\` | ${cell(who)} | ${cell(endpoint.summary)} |`);
  }
  return `${lines.join("\n")}\n`;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

async function writeTable(): Promise<void> {
  const server = await startTestServer({}, { module: null });
  writeFileSync(ENDPOINTS_FILE, endpointTable(server.app.http.routes));
  await server.stop();
  await stopTestPostgres();
}

// Not awaited here: mocha loads a file that waits in another way, with a PostgreSQL of its own that nobody would stop.
if (process.argv[1] === fileURLToPath(import.meta.url)) void writeTable();
