import type { Host } from "../../core/edition/contract.js";
import { AppError, badBody } from "../../core/platform/app-error.js";
import { invalid, type Setting } from "../../core/platform/config/setting.js";
import { statement } from "../../core/platform/database/database.js";
import type { Caller } from "../../core/platform/http/caller.js";
import { type LdapOptions, ldapSettings } from "./config.js";
import { type Directory, everyEntry } from "./directory.js";
import { DirectoryError } from "./errors.js";
import { idsOf } from "./person.js";
import { type Account, directoryStore, SERVICE } from "./store.js";

// In two steps, because one person's new id may be another's old one.
const LEAVE = statement(
  "directory.ids_leave",
  `UPDATE users SET auth_data = 'moving ' || id WHERE auth_service = '${SERVICE}' AND id = ANY($1)`,
);
const ARRIVE = statement(
  "directory.ids_arrive",
  `UPDATE users u SET auth_data = new.data, update_at = $3 FROM unnest($1::text[], $2::text[]) AS new (id, data) WHERE u.id = new.id`,
);

const refuse = (reason: string) => new AppError("ent.ldap.test.app_error", { reason });

/** Links all accounts by another attribute, so that the id attribute can be changed without making new accounts. */
export class IdMigration {
  constructor(
    readonly host: Host,
    readonly directory: Directory,
  ) {}

  /** All active accounts or none. @throws AppError 400 that says who stands in the way */
  async run(attribute: string, caller: Caller, ip: string): Promise<void> {
    const setting = ldapSettings.IdAttribute;
    if (attribute === "" || invalid(setting as Setting, attribute)) throw badBody("toAttribute");
    const { config, db } = this.host.platform;
    if (config.sourceOf(setting as Setting) === "environment") throw refuse("The environment sets the id attribute.");
    const accounts = (await directoryStore.accounts(db)).filter((account) => account.delete_at === 0);
    const { options } = this.directory;
    const ids = match(accounts, await this.#read(options, { ...options, IdAttribute: attribute }));
    await db.transaction(async (tx) => {
      const people = accounts.map((account) => account.id);
      await tx.run(LEAVE, [people]);
      await tx.run(ARRIVE, [people, ids, Date.now()]);
      const extra = { from: options.IdAttribute, to: attribute, accounts: people.length };
      await this.host.services.audits.record({ caller, ip, action: "ldap.migrate_id", extra }, tx);
    });
    await this.host.services.configuration.change(new Map([["LdapSettings.IdAttribute", attribute]]), { caller, ip });
  }

  /** New ids by old ones. */
  async #read(from: LdapOptions, to: LdapOptions): Promise<Map<string, string[]>> {
    try {
      return await this.directory.using(
        from,
        async (connection) => {
          const found = new Map<string, string[]>();
          for (const entry of await everyEntry(connection, [to.IdAttribute]))
            for (const id of idsOf(entry, from)) found.set(id, idsOf(entry, to));
          return found;
        },
        { signal: this.host.signal },
      );
    } catch (error) {
      throw error instanceof DirectoryError ? refuse(error.message) : error;
    }
  }
}

function match(accounts: readonly Account[], found: ReadonlyMap<string, string[]>): string[] {
  const ids = accounts.map((account) => found.get(account.auth_data ?? "") ?? []);
  const without = accounts.filter((_, at) => ids[at]?.length !== 1).map((account) => account.username);
  if (without.length > 0)
    throw refuse(`${without.length} accounts have no single value there: ${without.slice(0, 10).join(", ")}.`);
  const flat = ids.flat();
  if (new Set(flat).size !== flat.length) throw refuse("Several people have the same value there.");
  return flat;
}
