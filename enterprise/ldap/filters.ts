import type { Filter } from "ldapts";
import { DirectoryError } from "./errors.js";

type Ldapts = typeof import("ldapts");
let loaded: Promise<Ldapts> | undefined;

/** The LDAP library, loaded when it is first wanted: servers without a directory never pay for it. */
export const ldapts = () => (loaded ??= import("ldapts"));

/** The part of the library that builds filters. */
export type FilterKit = Pick<
  Ldapts,
  "AndFilter" | "OrFilter" | "EqualityFilter" | "PresenceFilter" | "FilterParser" | "NotFilter"
>;

/** Attributes whose values are bytes, not text. */
const BINARY_IDS = new Set(["objectguid", "objectsid", "ms-ds-consistencyguid"]);
export const isBinaryId = (attribute: string) => BINARY_IDS.has(attribute.toLowerCase());

/** Writes the bytes of an identifier as text: hexadecimal digits. */
export const idText = (bytes: Buffer) => bytes.toString("hex");

/**
 * An equality, as a value and never as text, so that nothing in the value can have a meaning in the language of filters:
 * this takes the place of the escaping RFC 4515 asks for.
 */
export function equals(kit: FilterKit, attribute: string, value: string): Filter {
  const bytes = isBinaryId(attribute) && /^([0-9a-f]{2})+$/.test(value) ? Buffer.from(value, "hex") : value;
  return new kit.EqualityFilter({ attribute, value: bytes });
}

/** Any of several filters. */
export const anyOf = (kit: FilterKit, filters: Filter[]) =>
  filters.length === 1 ? (filters[0] as Filter) : new kit.OrFilter({ filters });

/** All of several filters; those that are undefined do not count. */
export function allOf(kit: FilterKit, ...filters: (Filter | undefined)[]): Filter {
  const given = filters.filter((filter) => filter !== undefined);
  return given.length === 1 ? (given[0] as Filter) : new kit.AndFilter({ filters: given });
}

/** Reads a filter of the settings; undefined when it is empty. @throws DirectoryError that names the setting */
export function parseFilter(kit: FilterKit, name: string, text: string): Filter | undefined {
  if (text.trim() === "") return undefined;
  try {
    return kit.FilterParser.parseString(text.trim());
  } catch {
    throw new DirectoryError("settings", `The ${name} is not written correctly: brackets must match, as in (a=b).`);
  }
}
