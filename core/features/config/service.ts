import { isDeepStrictEqual } from "node:util";
import type { ConfigChange, ConfigDifference } from "../../api/config.js";
import { AppError, notFound } from "../../platform/app-error.js";
import type { Config, StoredConfig } from "../../platform/config/config.js";
import { pathOf, type Setting } from "../../platform/config/setting.js";
import type { Transaction } from "../../platform/database/database.js";
import { openFileStore, storageSettingsIn } from "../../platform/files/index.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";
import { type Access, accessOf, fullAccess } from "./access.js";
import { type Changes, differences, inForce, type Plan, plan, secretsOf, soundsSecret, storedAt } from "./change.js";
import { masked } from "./present.js";
import { type NamedConfiguration, configurationStore as store } from "./store.js";

/** Who changes settings, and how; without a caller it is the server itself. */
export interface Author {
  readonly caller?: Caller;
  readonly ip?: string;
  readonly comment?: string;
  /** Id of the state that was edited. */
  readonly version?: string;
}

export interface Written {
  version: string;
  changed: string[];
}

/** The settings as administrators see and change them, with their history. */
export class Configuration {
  #version = "";

  constructor(
    readonly platform: Platform,
    readonly audits: Audits,
    readonly dataFolder: string,
  ) {}

  get config(): Config {
    return this.platform.config;
  }

  access = (caller: Caller | undefined): Access => (caller ? accessOf(caller) : fullAccess);

  /** Reads the newest stored state and puts it in force if it is another; other nodes save, too. */
  async reload(): Promise<void> {
    const newest = await store.newest(this.platform.db);
    this.#force(newest?.id ?? "", newest?.value ?? {});
  }

  #force(version: string, stored: StoredConfig) {
    this.#version = version;
    if (!isDeepStrictEqual(stored, this.config.stored)) this.config.replace(stored);
  }

  /** Id of the state in force; '' when nothing was ever saved. */
  async version(): Promise<string> {
    await this.reload();
    return this.#version;
  }

  /** Saves changes by path. @throws AppError 400 that names the path, 403, 409 when the edited state is not the newest */
  change(changes: Changes, author: Author = {}): Promise<Written> {
    return this.#write(author, (current) => plan(this.config, current, changes, this.access(author.caller)));
  }

  async #write(author: Author, make: (current: StoredConfig) => Plan): Promise<Written> {
    return this.platform.db.transaction(async (tx) => {
      await store.lock(tx);
      const newest = await store.newest(tx);
      if (author.version !== undefined && author.version !== (newest?.id ?? "")) throw conflict();
      const { next, changed } = make(newest?.value ?? {});
      if (changed.length === 0) return { version: newest?.id ?? "", changed: [] };
      const id = newId();
      const createAt = Math.max(Date.now(), (newest?.create_at ?? 0) + 1);
      await store.insert(tx, {
        id,
        create_at: createAt,
        user_id: author.caller?.userId ?? "",
        comment: author.comment ?? "",
        value: next,
      });
      await this.#note(tx, author, id, changed);
      tx.afterCommit(() => {
        this.#force(id, next);
        this.platform.events.emit("config.saved", { version: id });
      });
      return { version: id, changed: [...changed] };
    });
  }

  /** Paths only: values may be secrets, and the history has them. */
  #note(tx: Transaction, { caller, ip, comment = "" }: Author, object: string, paths: readonly string[]) {
    return this.audits.record(
      { caller: caller ?? null, ip, action: "config.change", object, extra: { paths, comment } },
      tx,
    );
  }

  /** Changes a reader may see something of, newest first. */
  async history(access: Access, limit: number, offset: number): Promise<ConfigChange[]> {
    const rows = await store.page(this.platform.db, limit + 1, offset);
    const entries = rows.slice(0, limit).map((row, at) => this.#entry(access, row, rows[at + 1]));
    return entries.filter((entry) => entry.paths.length > 0);
  }

  #entry(access: Access, row: NamedConfiguration, former: NamedConfiguration | undefined): ConfigChange {
    const { id, create_at, user_id, username, comment } = row;
    const paths = differences(former?.value ?? {}, row.value)
      .map(({ path }) => path)
      .filter((path) => this.#mayRead(access, path));
    return { id, create_at, user_id, username, comment, paths };
  }

  #declared(path: string): Setting | undefined {
    return this.config.settings.find((setting) => pathOf(setting) === path);
  }

  #mayRead(access: Access, path: string): boolean {
    const setting = this.#declared(path);
    return setting ? access.reads(setting) : access.unknown;
  }

  /** One change with its values. @throws AppError 404, also for one of which the reader may see nothing */
  async changeAt(access: Access, id: string): Promise<ConfigChange & { differences: ConfigDifference[] }> {
    const [row, former] = await store.withFormer(this.platform.db, id);
    const entry = row && this.#entry(access, row, former);
    if (!entry || entry.paths.length === 0) throw notFound("change");
    const show = differences(former?.value ?? {}, row.value).filter(({ path }) => entry.paths.includes(path));
    return { ...entry, differences: show.map((one) => this.#show(one.path, one.before, one.after)) };
  }

  #show(path: string, before: unknown, after: unknown): ConfigDifference {
    const setting = this.#declared(path);
    const secret = setting ? setting.secret === true : soundsSecret(path);
    const show = (value: unknown) => masked(secret, value === undefined ? (setting?.default ?? null) : value);
    return { path, title: setting?.title ?? path, before: show(before), after: show(after) };
  }

  /**
   * Takes one change back, and nothing that was changed since. @throws AppError 404, 403, 409 when a later change touched
   * the same settings
   */
  async undo(id: string, author: Author): Promise<Written> {
    const access = this.access(author.caller);
    const { create_at: at } = await this.changeAt(access, id);
    const [row, former] = await store.withFormer(this.platform.db, id);
    const before = former?.value ?? {};
    const undone = differences(before, (row as NamedConfiguration).value);
    const comment =
      author.comment || `Undo of the change of ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    return this.#write({ ...author, comment }, (current) => {
      if (undone.some(({ path, after }) => !isDeepStrictEqual(storedAt(current, path), after))) throw conflict();
      const values = new Map(undone.map((difference) => [difference.path, difference.before]));
      // Checks rights, bounds and the environment; a secret that comes back with its host is not forgotten.
      const { next } = plan(this.config, current, values, access);
      this.#keepSecretsHome(
        before,
        next,
        undone.map(({ path }) => path),
      );
      return { next, changed: differences(current, next).map(({ path }) => path) };
    });
  }

  /** A secret that comes back must meet the host it was meant for, or it stays away. */
  #keepSecretsHome(before: StoredConfig, next: StoredConfig, paths: readonly string[]) {
    for (const host of this.config.settings) {
      for (const secret of secretsOf(host)) {
        const [section = "", key = ""] = secret.split(".");
        const home = isDeepStrictEqual(inForce(this.config, before, host), inForce(this.config, next, host));
        if (paths.includes(secret) && !home) delete next[section]?.[key];
      }
    }
  }

  /** The settings as they would be with changes nobody saved, for tests of connections. @throws AppError as `change` */
  async tryOut(changes: Changes, caller: Caller): Promise<Pick<Config, "get">> {
    await this.reload();
    const { next } = plan(this.config, this.config.stored, changes, this.access(caller));
    return { get: <T>(setting: Setting<T>) => inForce(this.config, next, setting as Setting) as T };
  }

  /** Writes, reads and deletes a file with storage settings nobody saved. @throws AppError 400 that says what failed */
  async testFileStorage(changes: Changes, caller: Caller): Promise<void> {
    const settings = storageSettingsIn((await this.tryOut(changes, caller)) as Config, this.dataFolder);
    const result = await openFileStore(settings).test();
    if (!result.ok) throw new AppError("api.file.test_connection.app_error", { reason: result.message });
  }
}

const conflict = () => new AppError("store.conflict.app_error", { what: "configuration" });
