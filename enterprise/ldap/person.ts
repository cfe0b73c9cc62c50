import { reservedNames } from "../../core/features/users/index.js";
import type { LdapOptions } from "./config.js";
import type { DirectoryEntry } from "./entry.js";
import { idText, isBinaryId } from "./filters.js";

/** Somebody of the directory, with what the settings say about them. */
export interface Person {
  readonly dn: string;
  /** Values of the id attribute, sorted; the account is linked to one of them. */
  readonly ids: readonly string[];
  /** As the directory writes the name people sign in with. */
  readonly login: string;
  readonly username: string;
  readonly email: string;
  /** Fields without an attribute of their own are left out: people fill them in themselves. */
  readonly profile: Readonly<Partial<Record<ProfileField, string>>>;
}

export const profileFields = ["first_name", "last_name", "nickname", "position"] as const;
export type ProfileField = (typeof profileFields)[number];

const ATTRIBUTES: Record<
  ProfileField,
  "FirstNameAttribute" | "LastNameAttribute" | "NicknameAttribute" | "PositionAttribute"
> = {
  first_name: "FirstNameAttribute",
  last_name: "LastNameAttribute",
  nickname: "NicknameAttribute",
  position: "PositionAttribute",
};
const LENGTHS: Record<ProfileField, number> = { first_name: 64, last_name: 64, nickname: 64, position: 128 };

/** The profile fields that come from the directory. */
export const ownedFields = (options: LdapOptions) => profileFields.filter((field) => options[ATTRIBUTES[field]] !== "");

/** The attributes a person is made of, for searches; the picture only where it is wanted. */
export function personAttributes(options: LdapOptions, picture = false): { attributes: string[]; binary: string[] } {
  const { IdAttribute: id, PictureAttribute: photo } = options;
  const names = [id, options.LoginIdAttribute, options.UsernameAttribute, options.EmailAttribute];
  const owned = ownedFields(options).map((field) => options[ATTRIBUTES[field]]);
  return {
    attributes: [...names, ...owned, ...(picture ? [photo] : [])].filter(Boolean),
    // Directories answer with the spelling of their schema, whatever was asked for.
    binary: [
      ...(isBinaryId(id) ? [id, "objectGUID", "objectSid", "mS-DS-ConsistencyGuid"] : []),
      ...(picture && photo ? [photo, "jpegPhoto", "thumbnailPhoto", "photo"] : []),
    ],
  };
}

export function idsOf(entry: DirectoryEntry, options: LdapOptions): string[] {
  const { IdAttribute: id } = options;
  const ids = isBinaryId(id) ? entry.bytes(id).map(idText) : entry.all(id);
  return [...new Set(ids.filter(Boolean))].sort();
}

/** Reads a person from an entry. What is missing or cannot be used is ''. */
export function personOf(entry: DirectoryEntry, options: LdapOptions): Person {
  const profile: Partial<Record<ProfileField, string>> = {};
  for (const field of ownedFields(options))
    profile[field] = [...entry.first(options[ATTRIBUTES[field]])].slice(0, LENGTHS[field]).join("");
  return {
    dn: entry.dn,
    ids: idsOf(entry, options),
    login: entry.first(options.LoginIdAttribute),
    username: usernameFrom(entry.first(options.UsernameAttribute)),
    email: entry.first(options.EmailAttribute).toLowerCase(),
    profile,
  };
}

/** A user name of this server that is as near to the directory's as its rules allow: `Jörg Groß` becomes `jorg-gross`. */
export function usernameFrom(name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ø", "o")
    .replaceAll("æ", "ae")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "")
    .replace(/^(?=\d)/, "u")
    .slice(0, 64);
  if (plain === "") return "";
  return reservedNames.has(plain) ? `${plain}_` : plain.padEnd(3, "_");
}
