import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError, forbidden, notFound } from "../../platform/app-error.js";
import { type Queryable, statement } from "../../platform/database/database.js";
import { fileSettings } from "../../platform/files/index.js";
import type { Caller } from "../../platform/http/caller.js";
import { newSecret } from "../../platform/ids.js";
import type { Files } from "./service.js";
import type { FileRow } from "./store.js";

const KEY = "files.public_link_key";
const MAKE_KEY = statement(
  "files.make_link_key",
  "INSERT INTO systems (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
);
const READ_KEY = statement("files.link_key", "SELECT value FROM systems WHERE name = $1");

/** Links with which anybody gets a file: its id, signed. They end with the file, the setting or its salt. */
export class PublicLinks {
  #key: string | undefined;

  constructor(
    private readonly files: Files,
    private readonly siteUrl: () => string,
  ) {}

  /**
   * The link of a file the caller may read and hand out. `reachedAt` is where the caller found this server; it stands in
   * while no site address is set. @throws AppError 400, 403, 404, 501
   */
  async make(caller: Caller, fileId: string, reachedAt: string): Promise<string> {
    this.#refuseIfOff();
    const row = await this.files.visibleTo(caller, fileId);
    if (row.post_id === "") throw new AppError("api.file.get_public_link.no_post.app_error");
    if (!(await this.files.mayLink(caller, row))) throw forbidden();
    const site = (this.siteUrl() || reachedAt).replace(/\/$/, "");
    return `${site}/files/${row.id}/public?h=${await this.#sign(row.id)}`;
  }

  /** The file a link leads to. A wrong signature and a file that is gone give one answer. @throws AppError 404, 501 */
  async open(fileId: string, signature: string): Promise<FileRow> {
    this.#refuseIfOff();
    const expected = Buffer.from(await this.#sign(fileId));
    const given = Buffer.from(signature);
    const right = expected.length === given.length && timingSafeEqual(expected, given);
    const row = right ? await this.files.live(fileId) : undefined;
    if (!row || row.post_id === "") throw notFound("file");
    return row;
  }

  #refuseIfOff(): void {
    if (this.files.platform.config.get(fileSettings.EnablePublicLink)) return;
    throw new AppError("api.file.public_link.disabled.app_error");
  }

  async #sign(fileId: string): Promise<string> {
    this.#key ??= await keyIn(this.files.platform.db);
    const salt = this.files.platform.config.get(fileSettings.PublicLinkSalt);
    return createHmac("sha256", this.#key).update(`${salt}\0${fileId}`).digest("base64url");
  }
}

/** The server's own key, made once and kept in the database: all nodes sign alike. */
async function keyIn(db: Queryable): Promise<string> {
  await db.run(MAKE_KEY, [KEY, newSecret()]);
  return (await db.row<{ value: string }>(READ_KEY, [KEY]))?.value as string;
}
