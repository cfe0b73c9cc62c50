import { createHmac, timingSafeEqual } from "node:crypto";
import type { FileLink } from "../../api/files.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import { type Queryable, statement } from "../../platform/database/database.js";
import { fileSettings } from "../../platform/files/index.js";
import type { Caller } from "../../platform/http/caller.js";
import { newSecret } from "../../platform/ids.js";
import { type LinkRow, linkStore } from "./link-store.js";
import type { Files } from "./service.js";
import type { FileRow } from "./store.js";

const KEY = "files.public_link_key";
const MAKE_KEY = statement(
  "files.make_link_key",
  "INSERT INTO systems (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
);
const READ_KEY = statement("files.link_key", "SELECT value FROM systems WHERE name = $1");
const DAY = 86_400_000;

/**
 * Links with which anybody gets a file: its id, signed. A file has one link at a time. It ends when its time is over or
 * somebody takes it back, and with the file, the setting or its salt; the next link of the file is another one.
 */
export class PublicLinks {
  #key: string | undefined;

  constructor(
    private readonly files: Files,
    private readonly siteUrl: () => string,
  ) {}

  get #db() {
    return this.files.platform.db;
  }

  /**
   * The link of a file the caller may read and hand out, made where there is none. `reachedAt` is where the caller found
   * this server; it stands in while no site address is set. @throws AppError 400, 403, 404, 501
   */
  async make(caller: Caller, fileId: string, reachedAt: string): Promise<FileLink> {
    await this.#ensure(caller, fileId);
    return this.#state(fileId, reachedAt);
  }

  /** Makes a link where there is none that is good. */
  async #ensure(caller: Caller, fileId: string): Promise<void> {
    const row = await this.#handedOutBy(caller, fileId);
    const now = Date.now();
    const days = this.files.platform.config.get(fileSettings.PublicLinkDays);
    const link = { file_id: row.id, generation: newSecret(), user_id: caller.userId, create_at: now };
    await linkStore.make(this.#db, { ...link, expires_at: days > 0 ? now + days * DAY : 0 });
  }

  /** The link of a file as it is; an empty one while there is none. @throws AppError 400, 403, 404, 501 */
  async look(caller: Caller, fileId: string, reachedAt: string): Promise<FileLink> {
    return this.#state((await this.#handedOutBy(caller, fileId)).id, reachedAt);
  }

  /** Says when the link of a file ends (ms, 0 = never), and makes it where there is none. @throws AppError 400, 403, 404, 501 */
  async setEnd(caller: Caller, fileId: string, at: number, reachedAt: string): Promise<FileLink> {
    if (at > 0 && at <= Date.now()) throw badBody("expires_at");
    await this.#ensure(caller, fileId);
    await linkStore.setEnd(this.#db, fileId, Date.now(), at);
    return this.#state(fileId, reachedAt);
  }

  /**
   * Takes the link of a file back. Whoever shared the file, made the link, or moderates the channel may do that, also
   * while links are switched off. @throws AppError 403, 404
   */
  async revoke(caller: Caller, fileId: string): Promise<void> {
    const row = await this.files.visibleTo(caller, fileId);
    const link = await linkStore.live(this.#db, fileId, Date.now());
    const theirs = row.user_id === caller.userId || link?.user_id === caller.userId;
    const access = theirs ? undefined : await this.files.channels.look(caller, row.channel_id);
    if (!theirs && !access?.can("delete_others_posts")) throw forbidden();
    await linkStore.remove(this.#db, fileId);
  }

  /** The file a link leads to. A wrong signature and a link or file that is gone give one answer. @throws AppError 404, 501 */
  async open(fileId: string, signature: string): Promise<FileRow> {
    this.#refuseIfOff();
    const link = await linkStore.live(this.#db, fileId, Date.now());
    if (!link || !same(await this.#sign(link), signature)) throw notFound("file");
    const row = await this.files.live(fileId);
    if (!row || row.post_id === "") throw notFound("file");
    return row;
  }

  async #handedOutBy(caller: Caller, fileId: string): Promise<FileRow> {
    this.#refuseIfOff();
    const row = await this.files.visibleTo(caller, fileId);
    if (row.post_id === "") throw new AppError("api.file.get_public_link.no_post.app_error");
    if (!(await this.files.mayLink(caller, row))) throw forbidden();
    return row;
  }

  async #state(fileId: string, reachedAt: string): Promise<FileLink> {
    const link = await linkStore.live(this.#db, fileId, Date.now());
    if (!link) return { link: "", create_at: 0, expires_at: 0, user_id: "" };
    const site = (this.siteUrl() || reachedAt).replace(/\/$/, "");
    const { create_at, expires_at, user_id } = link;
    return { link: `${site}/files/${fileId}/public?h=${await this.#sign(link)}`, create_at, expires_at, user_id };
  }

  #refuseIfOff(): void {
    if (this.files.platform.config.get(fileSettings.EnablePublicLink)) return;
    throw new AppError("api.file.public_link.disabled.app_error");
  }

  async #sign({ file_id, generation }: LinkRow): Promise<string> {
    this.#key ??= await keyIn(this.#db);
    const salt = this.files.platform.config.get(fileSettings.PublicLinkSalt);
    return createHmac("sha256", this.#key).update(`${salt}\0${file_id}\0${generation}`).digest("base64url");
  }
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The server's own key, made once and kept in the database: all nodes sign alike. */
async function keyIn(db: Queryable): Promise<string> {
  await db.run(MAKE_KEY, [KEY, newSecret()]);
  return (await db.row<{ value: string }>(READ_KEY, [KEY]))?.value as string;
}
