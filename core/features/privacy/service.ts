import { PassThrough, type Readable } from "node:stream";
import { AsyncZipDeflate, Zip, ZipPassThrough } from "fflate";
import type { ErasureReceipt } from "../../api/privacy.js";
import type { User } from "../../api/users.js";
import { AppError, badBody, forbidden } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";
import { isAdmin } from "../roles/index.js";
import { type Users, userStore } from "../users/index.js";
import { privacySettings } from "./config.js";
import { type OwnFile, privacyStore } from "./store.js";

/** What data protection asks for: giving people everything of theirs, and erasing them. */
export class Privacy {
  readonly platform: Platform;

  constructor(
    readonly users: Users,
    readonly audits: Audits,
  ) {
    this.platform = users.platform;
  }

  /**
   * Everything kept of a person as a stream of a ZIP: `profile.json`, `messages.jsonl` (their own, oldest first, deleted
   * ones left out) and `files/`. It is made while it is sent, so its size does not matter.
   */
  async export(userId: string): Promise<Readable> {
    const user = await this.users.get(userId);
    const out = new PassThrough({ highWaterMark: 1 << 20 });
    const zip = new Zip((error, chunk, final) => {
      if (error) out.destroy(error);
      else if (!out.destroyed) out.write(chunk);
      if (final) out.end();
    });
    this.#fill(zip, out, this.users.present(user, null, "own")).catch((error: Error) => {
      this.platform.log.warn({ reason: error.message, user_id: userId }, "export of an account ended early");
      zip.terminate();
      out.destroy(error);
    });
    return out;
  }

  async #fill(zip: Zip, out: PassThrough, profile: User) {
    const { db, files } = this.platform;
    /** Waits while whoever reads is slower than we are. */
    const room = async () => {
      if (out.destroyed) throw new Error("the reader went away");
      if (out.writableNeedDrain)
        await new Promise<void>((resolve) => out.once("drain", resolve).once("close", resolve));
    };
    const text = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`);
    const own = await privacyStore.files(db, profile.id);
    const about = new AsyncZipDeflate("profile.json");
    zip.add(about);
    about.push(Buffer.from(JSON.stringify(profile, null, 2)), true);
    const messages = new AsyncZipDeflate("messages.jsonl");
    zip.add(messages);
    for (let after = { create_at: -1, id: "" }; ; ) {
      const page = await privacyStore.posts(db, profile.id, after);
      for (const post of page) messages.push(text(post));
      await room();
      const last = page.at(-1);
      if (!last) break;
      after = { create_at: last.create_at, id: last.id };
    }
    messages.push(new Uint8Array(0), true);
    for (const file of own) {
      const content = await files.read(file.path).catch(() => undefined);
      if (!content) continue;
      const entry = new ZipPassThrough(`files/${file.id}-${file.name.replace(/[\\/]/g, "_")}`);
      zip.add(entry);
      for await (const chunk of content) {
        entry.push(chunk as Buffer);
        await room();
      }
      entry.push(new Uint8Array(0), true);
    }
    zip.end();
  }

  /** Erases a person for good. @throws AppError 400 without the confirmation, 403 for administrators and oneself */
  async erase(
    caller: Caller,
    userId: string,
    input: { mode: "anonymise" | "remove"; confirm: string },
    ip: string,
  ): Promise<ErasureReceipt> {
    const user = await this.users.get(userId);
    if (input.confirm.trim().toLowerCase() !== user.username) throw badBody("confirm");
    // An administrator is first made an ordinary member, by somebody else; the last one cannot go.
    if (userId === caller.userId || isAdmin(user)) throw forbidden();
    if (user.is_bot) throw new AppError("api.context.invalid_url_param.app_error", { name: "user_id" });
    return this.#erase(caller, user, input.mode, ip);
  }

  /**
   * Erases everybody but bots, administrators too, each with their messages and a receipt. Teams and channels stay. Begun
   * anew it goes on where it was interrupted.
   */
  async eraseEverybody(caller: Caller, ip: string): Promise<void> {
    for (const user of await privacyStore.people(this.platform.db)) await this.#erase(caller, user, "remove", ip);
    this.users.forgetThatThereAreAccounts();
  }

  async #erase(
    caller: Caller,
    user: { id: string; username: string },
    mode: "anonymise" | "remove",
    ip: string,
  ): Promise<ErasureReceipt> {
    const { db } = this.platform;
    const userId = user.id;
    const now = Date.now();
    const alias = `erased-${newId().slice(-10)}`;
    const files = await privacyStore.files(db, userId);
    const receipt: ErasureReceipt = {
      id: newId(),
      user_id: userId,
      erased_by: caller.userId,
      mode,
      create_at: now,
      counts: {},
    };
    await db.transaction(async (tx) => {
      receipt.counts = await privacyStore.erase(tx, user, alias, mode, now);
      await privacyStore.saveReceipt(tx, receipt);
      await this.audits.record(
        { caller, ip, action: "user.erase", object: userId, extra: { mode, receipt: receipt.id } },
        tx,
      );
      tx.afterCommit(() => this.#removeBytes(files, userId));
      await this.users.left(tx, userId);
    });
    this.platform.hub.closeUser(userId);
    const tombstone = await userStore.byId(db, userId);
    if (tombstone) await this.users.announce(tombstone);
    return receipt;
  }

  /**
   * The same as programs ask for it, who do not repeat the name: with the messages, and only where it is allowed. Whoever
   * comes through the local socket has no session and may in any case. @throws AppError 400, 403, 404, 501
   */
  async delete(caller: Caller, userId: string, ip: string): Promise<void> {
    if (!caller.permissions.has("manage_system")) throw forbidden();
    if (caller.sessionId !== "" && !this.platform.config.get(privacySettings.EnableAPIUserDeletion))
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Erasing people through programs" });
    const { username } = await this.users.get(userId);
    await this.erase(caller, userId, { mode: "remove", confirm: username }, ip);
  }

  /** Takes the bytes off the disk once the database has let go of them. */
  async #removeBytes(files: readonly OwnFile[], userId: string) {
    const store = this.platform.files;
    for (const file of files) {
      for (const path of [file.path, file.thumbnail_path, file.preview_path]) if (path) await store.remove(path);
    }
    await store.removeFolder(`users/${userId}`);
  }

  receipts = (limit: number, offset: number) => privacyStore.receipts(this.platform.db, limit, offset);
}
