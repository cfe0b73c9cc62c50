import type { Connection } from "../ldap/connection.js";
import type { DirectoryEntry } from "../ldap/entry.js";
import { DirectoryError } from "../ldap/errors.js";
import { allOf, anyOf, equals, idText, isBinaryId } from "../ldap/filters.js";
import { groupAttributes, groupFilterOf } from "../ldap/survey.js";
import { sameDn } from "./dn.js";

/** Groups in groups deeper than this are a mistake. */
const DEPTH = 20;
const MEMBERS = ["member", "uniqueMember", "memberUid"] as const;
/** Names asked for in one search. */
const CHUNK = 50;

/** A group of the directory. */
export interface RemoteGroup {
  readonly dn: string;
  /** Value of the id attribute. */
  readonly id: string;
  readonly title: string;
}

/** Whom a group names: DNs in one form, and (of POSIX groups) login names. */
export interface Named {
  readonly dns: ReadonlySet<string>;
  readonly logins: ReadonlySet<string>;
}

/** Reads groups of the directory, also groups in groups. */
export class GroupReader {
  constructor(readonly connection: Connection) {}

  /** All groups, by their DNs in one form. @throws DirectoryError unless the answer is complete */
  async all(): Promise<Map<string, RemoteGroup>> {
    const { kit, options } = this.connection;
    const found = new Map<string, RemoteGroup>();
    const order = { filter: groupFilterOf(kit, options), ...groupAttributes(options) };
    for await (const page of this.connection.pages(order)) {
      for (const entry of page) {
        const group = this.#read(entry);
        if (group) found.set(sameDn(group.dn), group);
      }
    }
    return found;
  }

  #read(entry: DirectoryEntry): RemoteGroup | undefined {
    const { GroupIdAttribute: attribute, GroupDisplayNameAttribute: title } = this.connection.options;
    const [bytes] = entry.bytes(attribute);
    const id = isBinaryId(attribute) ? bytes && idText(bytes) : entry.first(attribute);
    return id ? { dn: entry.dn, id, title: entry.first(title) || entry.first("cn") || id } : undefined;
  }

  /** Everybody in a group and in the groups in it. `groups` = all there are. @throws DirectoryError */
  async members(group: RemoteGroup, groups: ReadonlyMap<string, RemoteGroup>): Promise<Named> {
    const dns = new Set<string>();
    const logins = new Set<string>();
    const seen = new Set([sameDn(group.dn)]);
    let layer = [group.dn];
    for (let depth = 0; layer.length > 0; depth++) {
      if (depth > DEPTH) throw new DirectoryError("answer", `Groups are nested too deep in ${group.dn}.`);
      const next: string[] = [];
      for (const dn of layer) {
        const direct = await this.#direct(dn);
        for (const login of direct.logins) logins.add(login);
        for (const member of direct.dns) {
          const key = sameDn(member);
          if (!groups.has(key)) dns.add(key);
          else if (!seen.has(key)) {
            seen.add(key);
            next.push(member);
          }
        }
      }
      layer = next;
    }
    return { dns, logins };
  }

  async #direct(dn: string): Promise<{ dns: string[]; logins: string[] }> {
    const entry = await this.#entry(dn, [...MEMBERS]);
    const lists = await Promise.all(MEMBERS.map((attribute) => this.#whole(dn, entry, attribute)));
    return { dns: [...(lists[0] ?? []), ...(lists[1] ?? [])], logins: lists[2] ?? [] };
  }

  async #entry(dn: string, attributes: string[]): Promise<DirectoryEntry> {
    const { kit } = this.connection;
    const filter = new kit.PresenceFilter({ attribute: "objectClass" });
    const [entry] = await this.connection.find({ filter, attributes, base: dn, scope: "base" }, 2);
    if (!entry) throw new DirectoryError("answer", `The group ${dn} cannot be read.`);
    return entry;
  }

  /** AD gives long lists in pieces, named `member;range=0-1499`, the last one `member;range=3000-*`. */
  async #whole(dn: string, entry: DirectoryEntry, attribute: string): Promise<string[]> {
    const values = entry.all(attribute);
    const prefix = `${attribute.toLowerCase()};range=`;
    let piece = entry;
    for (;;) {
      const name = piece.names.find((candidate) => candidate.startsWith(prefix));
      if (!name) return values;
      values.push(...piece.all(name));
      const end = /-(\d+|\*)$/.exec(name)?.[1];
      if (end === "*" || end === undefined) return values;
      piece = await this.#entry(dn, [`${attribute};range=${Number(end) + 1}-*`]);
      if (!piece.names.some((candidate) => candidate.startsWith(prefix)))
        throw new DirectoryError("answer", `The group ${dn} could not be read to its end.`);
    }
  }

  /** Ids of the groups a person is in, directly or through other groups. */
  async idsOf(dn: string, login: string): Promise<Set<string>> {
    const { kit, options } = this.connection;
    const ids = new Set<string>();
    const seen = new Set([sameDn(dn)]);
    let layer = [dn];
    for (let depth = 0; layer.length > 0 && depth <= DEPTH; depth++) {
      const next: string[] = [];
      for (let at = 0; at < layer.length; at += CHUNK) {
        const names = layer
          .slice(at, at + CHUNK)
          .flatMap((one) => [equals(kit, "member", one), equals(kit, "uniqueMember", one)]);
        if (depth === 0 && login !== "") names.push(equals(kit, "memberUid", login));
        const filter = allOf(kit, groupFilterOf(kit, options), anyOf(kit, names));
        for await (const page of this.connection.pages({ filter, ...groupAttributes(options) })) {
          for (const entry of page) {
            const group = this.#read(entry);
            if (!group || seen.has(sameDn(group.dn))) continue;
            seen.add(sameDn(group.dn));
            ids.add(group.id);
            next.push(group.dn);
          }
        }
      }
      layer = next;
    }
    return ids;
  }
}
