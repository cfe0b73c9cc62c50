import { CommandError, type Connection } from "./connection.js";

const ID = /^[a-z0-9]{26}$/;

/** What a command gets: the words after its name, and its options. */
export interface Input {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly server: Connection;
}

/** One command of the command line: what it is called, what it takes, what it does. */
export interface Command {
  /** Such as `user create`. */
  readonly name: string;
  /** The words it takes, such as `<name> <email>`; those in [brackets] may be left out, `...` = any number more. */
  readonly takes?: string;
  /** What its options do, by their names; those with a word behind, such as `messages <number>`, take a value. */
  readonly options?: Readonly<Record<string, string>>;
  readonly does: string;
  /** What it returns is printed: a text as it is, rows as a table, anything else as JSON. */
  run(input: Input): Promise<unknown>;
}

interface Person {
  id: string;
  username: string;
}

/** Finds somebody by user name, e-mail address or id. */
export async function person(server: Connection, who: string): Promise<Person & Record<string, unknown>> {
  const name = encodeURIComponent(who.replace(/^@/, "").toLowerCase());
  const by = who.lastIndexOf("@") > 0 ? "email/" : ID.test(who) ? "" : "username/";
  return found(server, `/users/${by}${name}`, `There is nobody called ${who}. Find people with courtyard user search.`);
}

/** Finds several people; nothing is done for some of them when one is wrong. */
export const everybody = (server: Connection, names: readonly string[]) =>
  Promise.all(names.map((who) => person(server, who)));

/** What is at an address. @throws CommandError with a line that says what to look for, when there is nothing */
async function found<T>(server: Connection, path: string, otherwise: string): Promise<T> {
  try {
    return await server.get<T>(path);
  } catch (error) {
    throw error instanceof CommandError && [400, 404].includes(error.status) ? new CommandError(otherwise) : error;
  }
}

/** Finds a team by its address or id. */
export const team = (server: Connection, which: string) =>
  found<{ id: string; name: string; display_name: string; invite_id: string }>(
    server,
    ID.test(which) ? `/teams/${which}` : `/teams/name/${encodeURIComponent(which)}`,
    `There is no team ${which}. courtyard team list shows their names.`,
  );

/** Finds a channel by `team/channel`, or by its id. */
export const channel = async (server: Connection, which: string) => {
  const [place = "", name] = which.split("/");
  if (!name && !ID.test(which))
    throw new CommandError(`${which} is no channel: name it with its team, such as sales/${which}.`);
  return found<{ id: string; name: string; display_name: string; team_id: string; delete_at: number }>(
    server,
    name
      ? `/teams/name/${encodeURIComponent(place)}/channels/name/${encodeURIComponent(name)}?include_deleted=true`
      : `/channels/${which}`,
    `There is no channel ${which}. courtyard channel list ${place || "<team>"} shows their names.`,
  );
};

/** Rows as aligned columns under their names. */
export function table(rows: readonly Record<string, unknown>[]): string {
  const first = rows[0];
  if (!first) return "Nothing found.";
  const columns = Object.keys(first);
  const text = (value: unknown) =>
    value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => text(row[column]).length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(columns), ...rows.map((row) => line(columns.map((column) => text(row[column]))))].join("\n");
}

/** A time in milliseconds as a person writes it; '' for "not set". */
export const when = (ms: unknown) =>
  typeof ms === "number" && ms > 0 ? new Date(ms).toISOString().slice(0, 16).replace("T", " ") : "";
