import type { Filter } from "ldapts";
import type { LdapDiagnostic } from "../../core/api/ldap.js";
import { type LdapOptions, ldapSettings } from "./config.js";
import type { Connection } from "./connection.js";
import { adminFilter, guestFilter } from "./directory.js";
import type { DirectoryEntry } from "./entry.js";
import { DirectoryError } from "./errors.js";
import { allOf, type FilterKit, isBinaryId, parseFilter } from "./filters.js";
import { idsOf, personAttributes } from "./person.js";

/** Entries looked at for a test; what lies beyond is not counted. */
const ENOUGH = 2_000;
const SAMPLES = 5;

/** What a search found, counted. */
export interface Survey {
  readonly total: number;
  /** Whether there is more than was looked at. */
  readonly more: boolean;
  readonly entries: readonly DirectoryEntry[];
}

/** Looks at what a filter finds. */
export async function survey(connection: Connection, filter: Filter, attributes: string[], binary: string[] = []) {
  const entries: DirectoryEntry[] = [];
  for await (const page of connection.pages({ filter, attributes, binary })) {
    entries.push(...page);
    if (entries.length >= ENOUGH) break;
  }
  return { total: entries.length, more: entries.length >= ENOUGH, entries };
}

/** "312", or "more than 2000". */
export const amount = ({ total, more }: Survey) => (more ? `at least ${total}` : String(total));

/** Everybody the user filter finds. */
export const userFilterOf = (kit: FilterKit, options: LdapOptions): Filter =>
  parseFilter(kit, "user filter", options.UserFilter) ??
  new kit.PresenceFilter({ attribute: options.LoginIdAttribute });

const GROUPS = "(|(objectClass=group)(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))";
export const groupFilterOf = (kit: FilterKit, options: LdapOptions): Filter =>
  parseFilter(kit, "group filter", options.GroupFilter || GROUPS) as Filter;

const needed = ["IdAttribute", "LoginIdAttribute", "UsernameAttribute", "EmailAttribute"] as const;
const optional = [
  "FirstNameAttribute",
  "LastNameAttribute",
  "NicknameAttribute",
  "PositionAttribute",
  "PictureAttribute",
] as const;
export const isNeeded = (key: string) => (needed as readonly string[]).includes(key);

/** How many people have a value for each attribute that is set. */
export async function surveyAttributes(connection: Connection) {
  const { kit, options } = connection;
  const { attributes, binary } = personAttributes(options, true);
  const people = await survey(connection, userFilterOf(kit, options), attributes, binary);
  const keys = [...needed, ...optional].filter((key) => options[key] !== "");
  return {
    people,
    counts: keys.map((key) => ({
      key,
      title: ldapSettings[key].title,
      attribute: options[key],
      count: people.entries.filter((entry) => entry.bytes(options[key]).some((value) => value.length > 0)).length,
    })),
  };
}

/** What clients of this API show for a test of filters. */
export async function diagnoseFilters(connection: Connection): Promise<LdapDiagnostic[]> {
  const { kit, options } = connection;
  const within = (filter: Filter | undefined) => filter && allOf(kit, userFilterOf(kit, options), filter);
  const tests: [string, string, () => Filter | undefined][] = [
    ["UserFilter", options.UserFilter, () => userFilterOf(kit, options)],
    ["AdminFilter", options.AdminFilter, () => within(adminFilter(kit, { ...options, EnableAdminFilter: true }))],
    ["GuestFilter", options.GuestFilter, () => within(guestFilter(kit, options))],
    ["GroupFilter", options.GroupFilter, () => (options.GroupIdAttribute ? groupFilterOf(kit, options) : undefined)],
  ];
  const results: LdapDiagnostic[] = [];
  for (const [test, value, make] of tests) results.push(await diagnoseFilter(connection, test, value, make));
  return results.filter((result) => result.test_value !== "" || result.total_count > 0);
}

async function diagnoseFilter(
  connection: Connection,
  test: string,
  value: string,
  make: () => Filter | undefined,
): Promise<LdapDiagnostic> {
  const empty = { test_name: test, test_value: value, total_count: 0, entries_with_value: 0, sample_results: [] };
  try {
    const filter = make();
    if (!filter) return empty;
    const group = test === "GroupFilter";
    const { attributes, binary } = group ? groupAttributes(connection.options) : personAttributes(connection.options);
    const found = await survey(connection, filter, attributes, binary);
    const samples = found.entries.slice(0, SAMPLES).map((entry) => sample(entry, connection.options, group));
    const message = `${amount(found)} found.`;
    return { ...empty, total_count: found.total, entries_with_value: found.total, message, sample_results: samples };
  } catch (error) {
    if (error instanceof DirectoryError) return { ...empty, error: error.message };
    throw error;
  }
}

export function groupAttributes(options: LdapOptions): { attributes: string[]; binary: string[] } {
  const { GroupIdAttribute: id, GroupDisplayNameAttribute: title } = options;
  return {
    attributes: [id, title, "cn"].filter(Boolean),
    binary: isBinaryId(id) ? [id, "objectGUID", "objectSid"] : [],
  };
}

function sample(entry: DirectoryEntry, options: LdapOptions, group: boolean) {
  if (group) return { dn: entry.dn, display_name: entry.first(options.GroupDisplayNameAttribute || "cn") };
  return {
    dn: entry.dn,
    id: idsOf(entry, options)[0] ?? "",
    username: entry.first(options.UsernameAttribute),
    email: entry.first(options.EmailAttribute),
    first_name: entry.first(options.FirstNameAttribute),
    last_name: entry.first(options.LastNameAttribute),
  };
}

/** What clients of this API show for a test of attributes. */
export async function diagnoseAttributes(connection: Connection): Promise<LdapDiagnostic[]> {
  const { people, counts } = await surveyAttributes(connection);
  return counts.map(({ key, attribute, count }) => ({
    test_name: key,
    test_value: attribute,
    total_count: people.total,
    entries_with_value: count,
    message: `${count} of ${amount(people)} have a value.`,
    ...(count === 0 && people.total > 0 ? { error: "Nobody has a value. Is the name of the attribute right?" } : {}),
    sample_results: people.entries
      .filter((entry) => entry.all(attribute).length > 0)
      .slice(0, SAMPLES)
      .map((entry) => sample(entry, connection.options, false)),
  }));
}

/** What clients of this API show for a test of the attributes of groups. */
export async function diagnoseGroupAttributes(connection: Connection): Promise<LdapDiagnostic[]> {
  const { kit, options } = connection;
  const { attributes, binary } = groupAttributes(options);
  const groups = await survey(connection, groupFilterOf(kit, options), attributes, binary);
  const keys = (["GroupIdAttribute", "GroupDisplayNameAttribute"] as const).filter((key) => options[key] !== "");
  return keys.map((key) => {
    const count = groups.entries.filter((entry) => entry.bytes(options[key]).length > 0).length;
    return {
      test_name: key,
      test_value: options[key],
      total_count: groups.total,
      entries_with_value: count,
      message: `${count} of ${amount(groups)} groups have a value.`,
      ...(count === 0 && groups.total > 0
        ? { error: "No group has a value. Is the name of the attribute right?" }
        : {}),
      sample_results: groups.entries.slice(0, SAMPLES).map((entry) => sample(entry, options, true)),
    };
  });
}
