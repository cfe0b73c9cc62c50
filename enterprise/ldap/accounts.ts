import { createHash } from "node:crypto";
import type { Host } from "../../core/edition/contract.js";
import { isAdmin, roleNames } from "../../core/features/roles/index.js";
import { checkEmail, checkUsername, Pictures, type UserRow } from "../../core/features/users/index.js";
import { AppError } from "../../core/platform/app-error.js";
import type { Standing } from "./directory.js";
import type { Person } from "./person.js";
import { type Account, directoryStore, SERVICE } from "./store.js";

const MAX_PICTURE = 5 * 1024 * 1024;

/** What to do about one account, and what could not be done. */
export interface Outcome {
  readonly updated: boolean;
  readonly role: "promoted" | "demoted" | undefined;
  readonly problems: readonly string[];
}

/** A person whose account cannot be told for certain. */
export class AmbiguousPerson extends Error {}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The accounts here of people in the directory. */
export class Accounts {
  readonly #pictures: Pictures;

  constructor(readonly host: Host) {
    this.#pictures = new Pictures(host.services.users);
  }

  get #db() {
    return this.host.platform.db;
  }

  /** The account linked to a person. @throws AmbiguousPerson */
  async of(person: Person): Promise<Account | undefined> {
    const found = await directoryStore.byData(this.#db, person.ids);
    if (found.length > 1) throw new AmbiguousPerson("Several accounts are linked to the values of the id attribute.");
    return found[0];
  }

  /** Makes the account of somebody who signs in for the first time. @throws AppError 400 */
  async create(person: Person, standing: Standing): Promise<Account> {
    const { users } = this.host.services;
    const roles = standing.admin ? "system_admin system_user" : standing.guest ? "system_guest" : undefined;
    const { username, email, profile } = person;
    try {
      const options = { authService: SERVICE, authData: person.ids[0], roles };
      const user = await users.create({ username, email, ...profile }, "by-admin", options);
      await users.save(user.id, { email_verified: true });
    } catch (error) {
      // Two first sign-ins at the same moment: the other one has made it.
      const made = await this.of(person);
      if (made) return made;
      throw error;
    }
    const account = (await this.of(person)) as Account;
    await directoryStore.seen(this.#db, [{ id: account.id, dn: person.dn }], Date.now());
    if (standing.admin) await directoryStore.setPromoted(this.#db, account.id, true);
    return account;
  }

  /** What of a profile differs from the directory. Fields that cannot be taken over are left out. */
  changeOf(account: Account, person: Person): { change: Partial<UserRow>; problems: string[] } {
    const change: Partial<UserRow> = {};
    const problems: string[] = [];
    const check = (test: () => void) => {
      try {
        test();
        return true;
      } catch (error) {
        problems.push(messageOf(error));
        return false;
      }
    };
    if (person.username !== account.username && check(() => checkUsername(person.username)))
      change.username = person.username;
    if (person.email !== account.email && check(() => checkEmail(person.email)))
      Object.assign(change, { email: person.email, email_verified: true });
    for (const [field, value] of Object.entries(person.profile))
      if (account[field as keyof UserRow] !== value) Object.assign(change, { [field]: value });
    return { change, problems };
  }

  /** Which change of roles the admin filter asks for. Who was made administrator by hand stays it. */
  roleChange(account: Account, admin: boolean): "promoted" | "demoted" | undefined {
    if (admin && !isAdmin(account)) return "promoted";
    return !admin && account.promoted && isAdmin(account) ? "demoted" : undefined;
  }

  /** Brings an account up to date. What cannot be taken over is reported and stays as it is. */
  async update(account: Account, person: Person, admin: boolean): Promise<Outcome> {
    const { change, problems } = this.changeOf(account, person);
    const updated = await this.#save(account, change, problems);
    const role = this.roleChange(account, admin);
    const done = role !== undefined && (await this.#setRole(account, role, problems));
    if (!admin && account.promoted && !isAdmin(account)) await directoryStore.setPromoted(this.#db, account.id, false);
    return { updated, role: done ? role : undefined, problems };
  }

  async #save(account: Account, change: Partial<UserRow>, problems: string[]): Promise<boolean> {
    const wanted = { ...change };
    for (;;) {
      if (Object.keys(wanted).length === 0) return false;
      try {
        await this.host.services.users.save(account.id, wanted);
        return true;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        problems.push(error.message);
        if (error.id === "app.user.save.username_exists.app_error" && wanted.username !== undefined)
          delete wanted.username;
        else if (error.id === "app.user.save.email_exists.app_error" && wanted.email !== undefined) {
          delete wanted.email;
          delete wanted.email_verified;
        } else return false;
      }
    }
  }

  async #setRole(account: Account, role: "promoted" | "demoted", problems: string[]): Promise<boolean> {
    const others = roleNames(account.roles).filter((name) => !["system_admin", "system_guest"].includes(name));
    const plain = [...new Set([...others, "system_user"])];
    try {
      const roles = role === "promoted" ? ["system_admin", ...plain] : plain;
      await this.host.services.users.setRoles(account.id, roles.join(" "));
      await directoryStore.setPromoted(this.#db, account.id, role === "promoted");
      await this.host.services.audits.record({ action: `ldap.${role}`, object: account.id });
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(error.message);
      return false;
    }
  }

  /** Deactivates somebody the directory does not let in any more; their sessions end. @throws AppError 400 */
  async deactivate(account: Account, reason: string): Promise<void> {
    await this.host.services.users.setActive(account.id, false);
    await this.host.services.sessions.revokeAll(account.id);
    await directoryStore.setAway(this.#db, account.id, Date.now(), reason);
    await this.host.services.audits.record({ action: "ldap.deactivate", object: account.id, extra: { reason } });
  }

  /** Lets somebody back in whom a synchronisation had deactivated, and nobody else. @throws AppError 400 without a seat */
  async reactivate(account: Account): Promise<boolean> {
    if (account.away_at === 0) return false;
    const closed = account.delete_at > 0;
    if (closed) {
      await this.host.services.users.setActive(account.id, true);
      await this.host.services.audits.record({ action: "ldap.reactivate", object: account.id });
    }
    await directoryStore.setAway(this.#db, account.id, 0, "");
    return closed;
  }

  /** Takes over the picture of the directory when it is another than last time. Never throws. */
  async takePicture(account: Account, picture: Buffer | undefined): Promise<void> {
    const usable = picture && picture.length > 0 && picture.length <= MAX_PICTURE ? picture : undefined;
    const hash = usable ? createHash("sha256").update(usable).digest("hex") : "";
    if (hash === account.picture_hash) return;
    try {
      if (usable) await this.#pictures.set(account.id, usable);
      else await this.#pictures.remove(account.id);
      await directoryStore.setPicture(this.#db, account.id, hash);
    } catch (error) {
      const reason = messageOf(error);
      this.host.platform.log.warn({ userId: account.id, reason }, "a picture of the directory was not taken over");
    }
  }
}
