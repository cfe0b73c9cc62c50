import type { Route } from "../../../core/platform/http/route.js";
import type { Answer } from "../people.js";
import { addressOf, hasOwnName, nameOf, type Prepared, placesOf, prepare, send } from "./calls.js";
import { type Role, roles } from "./people.js";
import { Scene, type Subject } from "./scene.js";
import type { PlaceName, World } from "./world.js";

/** One row of the access matrix: a route, where it is called, and the answer each role gets. */
export interface Row {
  readonly call: string;
  readonly place: PlaceName;
  readonly as: Subject;
  readonly cells: Readonly<Record<Role, string>>;
}

/** Which rows a route has: each kind of channel it can lead into, and calls under the caller's own name. */
export function rowsOf(route: Pick<Route, "endpoint">): Pick<Row, "call" | "place" | "as">[] {
  const call = nameOf(route);
  const rows = placesOf(route).map((place) => ({ call, place, as: "member" as Subject }));
  if (hasOwnName(route)) rows.push({ call, place: "private", as: "own" });
  return rows;
}

/** `private`, `public`, `direct`, or `own`: a private channel, under the caller's own name. */
export const settingOf = ({ place, as }: Pick<Row, "place" | "as">): string => (as === "own" ? "own" : place);

export const keyOf = (row: Pick<Row, "call" | "place" | "as">): string => `${row.call} (${settingOf(row)})`;

/** Reads the rows of a Markdown table: call, setting, then one column for each role. */
export function readTable(markdown: string): Row[] {
  return markdown
    .split("\n")
    .filter((line) => /^\| (GET|POST|PUT|PATCH|DELETE) /.test(line))
    .map((line) => {
      const [call = "", setting = "", ...cells] = line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      return {
        call: call.replace(/\s+/, " "),
        place: (setting === "own" ? "private" : setting) as PlaceName,
        as: setting === "own" ? "own" : "member",
        cells: Object.fromEntries(roles.map((role, index) => [role, cells[index] ?? ""])) as Row["cells"],
      };
    });
}

/** A row as it stands in the table. */
export function writeRow(row: Row): string {
  const [method = "", path = ""] = row.call.split(" ");
  const cells = roles.map((role) => row.cells[role].padEnd(4));
  return `| ${`${method.padEnd(6)} ${path}`.padEnd(92)} | ${settingOf(row).padEnd(7)} | ${cells.join(" | ")} |`;
}

const textOf = (body: unknown) => (body instanceof FormData ? [...body.values()].join() : (JSON.stringify(body) ?? ""));

/** What a cell says of an answer. */
export const cellOf = (answer: Answer): string =>
  answer.status < 300 || answer.status === 304 ? "ok" : String(answer.status);

export interface Observed {
  readonly answer: Answer;
  /** The same call with unknown ids in place of those that are hidden from the role; absent when there are none. */
  readonly unknown?: Answer;
  readonly made: ReadonlyMap<string, string>;
  /** All that was named in the call. */
  readonly asked: string;
}

/** Makes the call of a row as a role. */
export async function observe(
  world: World,
  route: Pick<Route, "endpoint">,
  row: Pick<Row, "place" | "as">,
  role: Role,
): Promise<Observed> {
  const scene = new Scene(world, world.places[row.place], role, row.as);
  const call = await prepare(route, scene);
  const made = new Map<string, string>();
  const { params, query, body } = call;
  const strange: Prepared = { ...call, ...world.secrets.withUnknown(role, { params, query, body }, made) };
  const answer = await send(call);
  const unknown = made.size > 0 ? await send(strange) : undefined;
  await call.after?.();
  const asked = addressOf(call) + textOf(body);
  return { answer, ...(unknown ? { unknown } : {}), made, asked };
}

/** An answer as far as it may depend on ids that are hidden: those that were given are taken for each other. */
export function essence({ status, body }: Answer, made: ReadonlyMap<string, string>): string {
  if (status >= 400) return `${status} ${body?.id}`;
  let text = `${status} ${Buffer.isBuffer(body) ? body.toString("base64") : JSON.stringify(body)}`;
  for (const [hidden, unknown] of made) text = text.replaceAll(hidden, unknown);
  return text;
}
