import type { LdapStep } from "../../core/api/ldap.js";
import type { Host } from "../../core/edition/contract.js";
import type { Connection } from "./connection.js";
import { type Directory, standingOf } from "./directory.js";
import type { DirectoryEntry } from "./entry.js";
import { DirectoryError } from "./errors.js";
import { allOf, equals } from "./filters.js";
import { personAttributes, personOf } from "./person.js";
import { directoryStore } from "./store.js";
import { userFilterOf } from "./survey.js";

const PATIENCE = 8_000;

/** Says what the directory has to do with an account, and what it says about that person now. @throws AppError 404 */
export async function explainPerson(host: Host, directory: Directory, userId: string) {
  const user = await host.services.users.get(userId);
  const account = await directoryStore.byId(host.platform.db, user.id);
  if (!account) return { linked: false, id: "", dn: "", seen_at: 0, away_at: 0, away_reason: "", now: [] };
  const { dn, seen_at, away_at, away_reason } = account;
  const id = account.auth_data ?? "";
  return { linked: true, id, dn, seen_at, away_at, away_reason, now: await askNow(directory, id) };
}

async function askNow(directory: Directory, id: string): Promise<LdapStep[]> {
  try {
    const { options } = directory;
    const limits = { within: PATIENCE, signal: directory.host.signal };
    return await directory.using(options, (connection) => ask(connection, id), limits);
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    return [{ step: error.step, title: "Directory", state: "failed", message: error.message }];
  }
}

async function ask(connection: Connection, id: string): Promise<LdapStep[]> {
  const { kit, options } = connection;
  const byId = equals(kit, options.IdAttribute, id);
  const order = personAttributes(options);
  const [entry] = await connection.find({ filter: byId, ...order }, 2);
  if (!entry)
    return [{ step: "entry", title: "Entry", state: "failed", message: "Nobody in the directory has this id." }];
  const [allowed] = await connection.find({ filter: allOf(kit, userFilterOf(kit, options), byId), ...order }, 2);
  const matches = allowed !== undefined;
  const filter = options.UserFilter || "none";
  return [
    { step: "entry", title: "Entry", state: "ok", message: entry.dn },
    {
      step: "filter",
      title: "User filter",
      state: matches ? "ok" : "failed",
      message: matches ? `Matches (${filter}).` : `Does not match (${filter}): may not sign in.`,
    },
    ...(await details(connection, entry)),
  ];
}

async function details(connection: Connection, entry: DirectoryEntry): Promise<LdapStep[]> {
  const person = personOf(entry, connection.options);
  const { admin, guest } = await standingOf(connection, person);
  const role = admin ? "administrator" : guest ? "guest" : "member";
  return [
    { step: "role", title: "Filters for roles", state: "ok", message: role },
    {
      step: "profile",
      title: "Profile",
      state: person.username && person.email ? "ok" : "failed",
      message: [person.username, person.email, ...Object.values(person.profile)].filter(Boolean).join(", "),
    },
  ];
}
