import type { Connection } from "./connection.js";

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
  /** The words it takes, such as `<name> <email>`; those in [brackets] may be left out. */
  readonly takes?: string;
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
  const name = encodeURIComponent(who.replace(/^@/, ""));
  if (who.includes("@") && !who.startsWith("@")) return server.get(`/users/email/${name}`);
  if (/^[a-z0-9]{26}$/.test(who)) return server.get(`/users/${who}`);
  return server.get(`/users/username/${name}`);
}

/** Finds a team by its address or id. */
export const team = (server: Connection, which: string) =>
  server.get<{ id: string; name: string; display_name: string; invite_id: string }>(
    /^[a-z0-9]{26}$/.test(which) ? `/teams/${which}` : `/teams/name/${encodeURIComponent(which)}`,
  );

/** Finds a channel by `team/channel`, or by its id. */
export const channel = (server: Connection, which: string) => {
  const [place, name] = which.split("/");
  return server.get<{ id: string; name: string; display_name: string; team_id: string; delete_at: number }>(
    name
      ? `/teams/name/${encodeURIComponent(place ?? "")}/channels/name/${encodeURIComponent(name)}?include_deleted=true`
      : `/channels/${which}`,
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
