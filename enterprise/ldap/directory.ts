import type { Host } from "../../core/edition/contract.js";
import { type LdapOptions, missingSettings, readOptions } from "./config.js";
import { Connection } from "./connection.js";
import type { DirectoryEntry } from "./entry.js";
import { DirectoryError } from "./errors.js";
import { ConfigurationFiles } from "./files.js";
import { allOf, anyOf, equals, type FilterKit, isBinaryId, parseFilter } from "./filters.js";
import { idsOf, type Person, personAttributes, personOf } from "./person.js";

/** Identifiers asked for in one search. */
const CHUNK = 50;

/** What the filters of the settings say about somebody. */
export interface Standing {
  readonly admin: boolean;
  readonly guest: boolean;
}

/** The directory the settings name. */
export class Directory {
  readonly files: ConfigurationFiles;

  constructor(readonly host: Host) {
    this.files = new ConfigurationFiles(host.platform.db);
  }

  get options(): LdapOptions {
    return readOptions(this.host.platform.config);
  }

  /** Opens a conversation, of at most `within` ms. @throws DirectoryError */
  async open(options: LdapOptions, within?: number): Promise<Connection> {
    const missing = missingSettings(options);
    if (missing.length > 0) throw new DirectoryError("settings", `Still empty: ${missing.join(", ")}.`);
    return Connection.open(options, await this.files.forTls(options), within);
  }

  /** Works with an open conversation and closes it. The signal ends it early. */
  async using<T>(
    options: LdapOptions,
    work: (connection: Connection) => Promise<T>,
    { within, signal }: { within?: number; signal?: AbortSignal } = {},
  ): Promise<T> {
    const connection = await this.open(options, within);
    const close = () => connection.close();
    signal?.addEventListener("abort", close, { once: true });
    try {
      signal?.throwIfAborted();
      return await work(connection);
    } finally {
      signal?.removeEventListener("abort", close);
      connection.close();
    }
  }
}

const userFilter = (kit: FilterKit, options: LdapOptions) => parseFilter(kit, "user filter", options.UserFilter);
/** Whoever has an id and a name to sign in with: many entries that are no people have an id, too. */
const present = (kit: FilterKit, options: LdapOptions) =>
  allOf(
    kit,
    new kit.PresenceFilter({ attribute: options.IdAttribute }),
    new kit.PresenceFilter({ attribute: options.LoginIdAttribute }),
  );

/** The filter that decides who administers the server; undefined when the directory does not decide that. */
export const adminFilter = (kit: FilterKit, options: LdapOptions) =>
  options.EnableAdminFilter ? parseFilter(kit, "admin filter", options.AdminFilter) : undefined;
export const guestFilter = (kit: FilterKit, options: LdapOptions) =>
  parseFilter(kit, "guest filter", options.GuestFilter);

/** The people who may sign in by a name; `id` also finds the one with that identifier. At most 3. */
export async function peopleByLogin(connection: Connection, login: string, id = ""): Promise<DirectoryEntry[]> {
  const { kit, options } = connection;
  const names = [equals(kit, options.LoginIdAttribute, login)];
  if (id !== "") names.push(equals(kit, options.IdAttribute, id));
  const filter = allOf(kit, userFilter(kit, options), present(kit, options), anyOf(kit, names));
  return connection.find({ filter, ...personAttributes(options, true) }, 3);
}

/** The identifiers among these that somebody has; with `all` also of people the user filter leaves out. */
export async function idsInDirectory(
  connection: Connection,
  ids: readonly string[],
  all: boolean,
): Promise<Set<string>> {
  const { kit, options } = connection;
  const found = new Set<string>();
  for (let at = 0; at < ids.length; at += CHUNK) {
    const chunk = ids.slice(at, at + CHUNK).map((id) => equals(kit, options.IdAttribute, id));
    const allowed = all ? [] : [userFilter(kit, options), present(kit, options)];
    const filter = allOf(kit, ...allowed, anyOf(kit, chunk));
    const { binary } = personAttributes(options);
    for await (const page of connection.pages({ filter, attributes: [options.IdAttribute], binary }))
      for (const entry of page) for (const id of idsOf(entry, options)) found.add(id);
  }
  return found;
}

/** What the admin and the guest filter say about one person. */
export async function standingOf(connection: Connection, person: Person): Promise<Standing> {
  const { kit, options } = connection;
  const matches = async (filter: ReturnType<typeof adminFilter>) => {
    if (!filter || person.ids.length === 0) return false;
    const order = { filter: allOf(kit, equals(kit, options.IdAttribute, person.ids[0] as string), filter) };
    return (await connection.find({ ...order, attributes: ["1.1"] }, 2)).length > 0;
  };
  return { admin: await matches(adminFilter(kit, options)), guest: await matches(guestFilter(kit, options)) };
}

/** Everybody the user filter lets in. @throws DirectoryError unless the answer is complete */
export async function everybody(connection: Connection): Promise<Person[]> {
  return (await everyEntry(connection)).map((entry) => personOf(entry, connection.options));
}

/** Like `everybody`, as entries with further attributes. @throws DirectoryError unless the answer is complete */
export async function everyEntry(connection: Connection, more: readonly string[] = []): Promise<DirectoryEntry[]> {
  const { kit, options } = connection;
  const filter = allOf(kit, userFilter(kit, options), present(kit, options));
  const { attributes, binary } = personAttributes(options);
  const order = { filter, attributes: [...attributes, ...more], binary: [...binary, ...more.filter(isBinaryId)] };
  const entries: DirectoryEntry[] = [];
  for await (const page of connection.pages(order)) entries.push(...page);
  return entries;
}

/** Identifiers of those among everybody who match a filter. */
export async function idsMatching(
  connection: Connection,
  filter: ReturnType<typeof adminFilter>,
): Promise<Set<string>> {
  const { kit, options } = connection;
  const ids = new Set<string>();
  if (!filter) return ids;
  const order = { filter: allOf(kit, userFilter(kit, options), present(kit, options), filter) };
  const { binary } = personAttributes(options);
  for await (const page of connection.pages({ ...order, attributes: [options.IdAttribute], binary }))
    for (const entry of page) for (const id of idsOf(entry, options)) ids.add(id);
  return ids;
}
