import type { Host } from "../../core/edition/contract.js";
import type { UserRow } from "../../core/features/users/index.js";
import { AppError } from "../../core/platform/app-error.js";
import { statement } from "../../core/platform/database/database.js";
import { type Directory, everybody } from "./directory.js";
import { DirectoryError } from "./errors.js";
import type { Person } from "./person.js";
import { type Named, name } from "./result.js";
import { directoryStore, SERVICE } from "./store.js";

const ACCOUNTS = statement(
  "directory.adoptable",
  "SELECT * FROM users WHERE auth_service = '' AND NOT is_bot AND delete_at = 0 AND id <> $1 ORDER BY username",
);

export type Match = "email" | "username";

export interface Adoption {
  moved: number;
  left: number;
  people: Named[];
  problems: Named[];
}

/**
 * Brings accounts with a password here to the directory. The account, its id and everything of it stay; the password
 * stays stored and counts again only while nothing vouches for the directory's accounts.
 */
export class Adoptions {
  constructor(
    readonly host: Host,
    readonly directory: Directory,
  ) {}

  get #db() {
    return this.host.platform.db;
  }

  /** Everybody but the caller, so that one way in does not depend on the directory. @throws AppError 400 */
  async all(callerId: string, match: Match, dryRun: boolean): Promise<Adoption> {
    const people = await this.#people();
    const byKey = new Map<string, Person[]>();
    for (const person of people) byKey.set(person[match], [...(byKey.get(person[match]) ?? []), person]);
    const taken = new Set((await directoryStore.accounts(this.#db)).map((account) => account.auth_data));
    const result: Adoption = { moved: 0, left: 0, people: [], problems: [] };
    for (const user of await this.#db.rows<UserRow>(ACCOUNTS, [callerId])) {
      const found = byKey.get(user[match]) ?? [];
      const [person] = found;
      const problem =
        found.length > 1
          ? "Several people of the directory match."
          : person?.ids.some((id) => taken.has(id))
            ? "Another account belongs to this person already."
            : "";
      if (!person || problem) {
        result.left += 1;
        if (problem) name(result.problems, user.username, problem);
        continue;
      }
      result.moved += 1;
      name(result.people, user.username, person.dn);
      if (!dryRun) await this.#link(user, person);
    }
    return result;
  }

  async #people(): Promise<Person[]> {
    try {
      return await this.directory.using(this.directory.options, everybody, { signal: this.host.signal });
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      throw new AppError("ent.ldap.test.app_error", { reason: error.message }, { cause: error });
    }
  }

  async #link(user: UserRow, person: Person): Promise<void> {
    await this.host.services.users.save(user.id, { auth_service: SERVICE, auth_data: person.ids[0] });
    await directoryStore.seen(this.#db, [{ id: user.id, dn: person.dn }], Date.now());
  }
}
