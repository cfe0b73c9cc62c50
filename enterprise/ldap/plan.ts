import type { Accounts } from "./accounts.js";
import type { LdapOptions } from "./config.js";
import type { Connection } from "./connection.js";
import { adminFilter, everybody, idsInDirectory, idsMatching } from "./directory.js";
import { DirectoryError } from "./errors.js";
import type { Person } from "./person.js";
import { emptyResult, name, type SyncResult } from "./result.js";
import type { Account } from "./store.js";

/** People whose absence is checked one by one before a synchronisation asks whether it may go on. */
const SAMPLE = 100;

export interface Present {
  readonly account: Account;
  readonly person: Person;
  readonly admin: boolean;
}

export interface Gone {
  readonly account: Account;
  readonly reason: string;
}

/** What a synchronisation would do. */
export interface Plan {
  readonly present: readonly Present[];
  readonly gone: readonly Gone[];
  /** Whether it would deactivate more people than may be without asking. */
  readonly tooMany: boolean;
  readonly result: SyncResult;
}

/** Deactivations that are made without asking, of so many active accounts: the share of the settings, but always one. */
export const limitOf = (options: Pick<LdapOptions, "SyncDeactivationLimitPercent">, active: number) =>
  Math.max(1, Math.floor((active * options.SyncDeactivationLimitPercent) / 100));

/**
 * Compares the directory with the accounts here. `known` was read before the directory, so that somebody who signs in
 * for the first time meanwhile is not taken for one who left. `allowed` = deactivations somebody agreed to.
 * @throws DirectoryError when the answer is not certainly complete
 */
export async function makePlan(
  connection: Connection,
  accounts: Accounts,
  known: readonly Account[],
  allowed = 0,
): Promise<Plan> {
  const people = await everybody(connection);
  if (people.length === 0)
    throw new DirectoryError("answer", "The directory named nobody. Check the base DN and the user filter.");
  const admins = await idsMatching(connection, adminFilter(connection.kit, connection.options));
  const result = emptyResult();
  result.entries = people.length;
  const active = known.filter((account) => account.delete_at === 0);
  result.accounts = active.length;
  const { present, mentioned } = match(people, known, admins, result);
  const missing = active.filter((account) => !mentioned.has(account.id));
  result.limit = Math.max(allowed, limitOf(connection.options, active.length));
  result.deactivate = missing.length;
  const tooMany = missing.length > result.limit;
  const gone = await confirmGone(connection, tooMany ? missing.slice(0, SAMPLE) : missing);
  for (const { account, reason } of gone) name(result.to_deactivate, account.username, reason);
  describe(present, accounts, result);
  return { present, gone, tooMany, result };
}

/** Finds the account of each person. Whoever is mentioned in any way counts as there. */
function match(people: readonly Person[], known: readonly Account[], admins: ReadonlySet<string>, result: SyncResult) {
  const byData = new Map(known.map((account) => [account.auth_data ?? "", account]));
  const present = new Map<string, Present>();
  const mentioned = new Set<string>();
  for (const person of people) {
    const found = [...new Set(person.ids.flatMap((id) => byData.get(id) ?? []))];
    for (const account of found) mentioned.add(account.id);
    const [account] = found;
    if (!account) {
      result.create += 1;
      name(result.to_create, person.username || person.dn, person.email || "has no e-mail address");
    } else if (found.length > 1 || present.has(account.id)) {
      name(result.problems, account.username, `The id is not unique in the directory: ${person.dn}.`);
    } else {
      present.set(account.id, { account, person, admin: person.ids.some((id) => admins.has(id)) });
    }
  }
  return { present: [...present.values()], mentioned };
}

/** Asks for those who are missing by their ids, to be certain, and finds out why they are. */
async function confirmGone(connection: Connection, missing: readonly Account[]): Promise<Gone[]> {
  if (missing.length === 0) return [];
  const ids = missing.map((account) => account.auth_data ?? "").filter(Boolean);
  const there = await idsInDirectory(connection, ids, false);
  if (there.size > 0) {
    const words = `${there.size} people it left out are there when asked for.`;
    throw new DirectoryError("answer", `The answer of the directory was not complete: ${words}`);
  }
  const elsewhere = await idsInDirectory(connection, ids, true);
  return missing.map((account) => ({
    account,
    reason: elsewhere.has(account.auth_data ?? "")
      ? "does not match the user filter any more"
      : "is not in the directory any more",
  }));
}

function describe(present: readonly Present[], accounts: Accounts, result: SyncResult) {
  for (const { account, person, admin } of present) {
    const { change, problems } = accounts.changeOf(account, person);
    const role = accounts.roleChange(account, admin);
    const changes = Object.keys(change).filter((key) => key !== "email_verified");
    if (role) changes.push(role);
    if (changes.length > 0) {
      result.update += 1;
      name(result.to_update, account.username, changes.join(", "));
    }
    if (account.away_at > 0 && account.delete_at > 0) {
      result.reactivate += 1;
      name(result.to_reactivate, account.username);
    }
    for (const problem of problems) name(result.problems, account.username, problem);
  }
}
