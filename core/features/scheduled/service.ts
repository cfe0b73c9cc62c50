import type { Static } from "@sinclair/typebox";
import type { ScheduledPost, ScheduledPostInput } from "../../api/scheduled-posts.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import { DueLoop } from "../../platform/due-loop.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { presentFile } from "../files/index.js";
import { type Posts, postStore } from "../posts/index.js";
import type { Roles } from "../roles/index.js";
import { type FailureCode, send } from "./sending.js";
import { type Content, type ScheduledRow, scheduledStore as store } from "./store.js";

type Input = Omit<Static<typeof ScheduledPostInput>, "channel_id" | "user_id">;
type Event = "scheduled_post_created" | "scheduled_post_updated" | "scheduled_post_deleted";

/** Messages one person may have waiting. */
const MAX_WAITING = 1_000;
const LOOK_EVERY = 2_000;
const AT_ONCE = 40;
const MAX_ATTEMPTS = 12;

/**
 * Messages that are written now and sent later. Each is sent exactly once: late when the server was down at its time,
 * and kept with the reason when it cannot be sent at all.
 */
export class ScheduledPosts {
  readonly platform: Platform;
  readonly #loop: DueLoop;

  constructor(
    readonly posts: Posts,
    readonly roles: Roles,
  ) {
    this.platform = posts.platform;
    this.#loop = new DueLoop(
      "scheduled posts",
      LOOK_EVERY,
      async () => (await this.sendDue()) === AT_ONCE,
      this.platform.log,
    );
  }

  /** Begins to send what is due; returns the function that stops. */
  start = () => this.#loop.start();

  /** @throws AppError 400, 403, 404 */
  async create(caller: Caller, input: Static<typeof ScheduledPostInput>, connectionId: string): Promise<ScheduledPost> {
    if (input.user_id && input.user_id !== caller.userId) throw forbidden();
    const rootId = input.root_id ?? "";
    await this.#admit(caller, input.channel_id, rootId);
    const at = { channel_id: input.channel_id, root_id: rootId };
    const content = await this.#checked(caller, at, input);
    const row = await store.insert(
      this.platform.db,
      { ...content, ...at, id: newId(), user_id: caller.userId },
      MAX_WAITING,
      Date.now(),
    );
    if (!row) throw new AppError("api.scheduled_post.limit.app_error", { limit: MAX_WAITING });
    return this.#told("scheduled_post_created", row, connectionId);
  }

  /** Changes a message that waits; one that could not be sent waits again. @throws AppError 400, 403, 404 */
  async update(caller: Caller, id: string, input: Input, connectionId: string): Promise<ScheduledPost> {
    const before = await store.one(this.platform.db, id, caller.userId);
    if (!before) throw notFound("scheduled message");
    await this.#admit(caller, before.channel_id, before.root_id);
    const content = await this.#checked(caller, { channel_id: before.channel_id, root_id: before.root_id }, input);
    const row = await this.platform.db.transaction(async (tx) => {
      if (!(await store.lock(tx, id, caller.userId))) throw notFound("scheduled message");
      return store.update(tx, id, content, Date.now());
    });
    return this.#told("scheduled_post_updated", row as ScheduledRow, connectionId);
  }

  /** @throws AppError 404 */
  async delete(caller: Caller, id: string, connectionId: string): Promise<ScheduledPost> {
    const row = await this.platform.db.transaction(async (tx) => {
      const locked = await store.lock(tx, id, caller.userId);
      return locked && store.delete(tx, id);
    });
    if (!row) throw notFound("scheduled message");
    return this.#told("scheduled_post_deleted", row, connectionId);
  }

  /** What a person has waiting in a team and, when asked for, in conversations. */
  async ofTeam(userId: string, teamId: string, direct: boolean): Promise<Record<string, ScheduledPost[]>> {
    const lists: Record<string, ScheduledPost[]> = { [teamId]: [], ...(direct ? { directChannels: [] } : {}) };
    for (const row of await store.ofTeam(this.platform.db, userId, teamId, direct)) {
      lists[row.team_id || "directChannels"]?.push(await this.#present(row));
    }
    return lists;
  }

  /** Sends messages whose time has come, a number at once; returns how many were looked at. */
  async sendDue(): Promise<number> {
    return this.platform.db.transaction(async (tx) => {
      const rows = await store.takeDue(tx, Date.now(), AT_ONCE);
      // Side by side, but in their order within each channel.
      const groups = new Map<string, ScheduledRow[]>();
      for (const row of rows) groups.set(row.channel_id, [...(groups.get(row.channel_id) ?? []), row]);
      const done = await Promise.allSettled([...groups.values()].map((group) => this.#sendAll(tx, group)));
      const failed = done.find((one) => one.status === "rejected");
      if (failed) throw failed.reason;
      return rows.length;
    });
  }

  async #sendAll(tx: Transaction, rows: readonly ScheduledRow[]): Promise<void> {
    for (const row of rows) {
      try {
        const code = await send(this.posts, this.roles, tx, row);
        const after = code ? await store.giveUp(tx, row.id, Date.now(), code) : await store.delete(tx, row.id);
        tx.afterCommit(() => this.#settled(after as ScheduledRow, code));
      } catch (error) {
        // Nothing of this row was written in this transaction: the message was sent by another one, or not at all.
        this.platform.log.warn(
          { reason: (error as Error).message, scheduled_post: row.id },
          "scheduled message put off",
        );
        await this.#putOff(tx, row);
      }
    }
  }

  async #putOff(tx: Transaction, row: ScheduledRow) {
    if (row.attempts + 1 < MAX_ATTEMPTS) {
      await store.retry(tx, row.id, Date.now() + Math.min(5_000 * 2 ** row.attempts, 600_000));
      return;
    }
    const after = await store.giveUp(tx, row.id, Date.now(), "unable_to_send");
    tx.afterCommit(() => this.#settled(after as ScheduledRow, "unable_to_send"));
  }

  #settled(row: ScheduledRow, code: FailureCode | undefined) {
    this.#told(code ? "scheduled_post_updated" : "scheduled_post_deleted", row, "").catch((error: Error) =>
      this.platform.log.warn({ reason: error.message }, "author not told of a message for later"),
    );
  }

  async #admit(caller: Caller, channelId: string, rootId: string): Promise<void> {
    const access = await this.posts.door.enter(caller, channelId);
    if (access.denies("create_post")) throw new AppError("api.post.create_post.town_square_read_only");
    if (!access.isMember || !access.can("create_post")) throw forbidden();
    if (access.channel.delete_at > 0) throw new AppError("api.post.create_post.can_not_post_to_deleted.error");
    if (!rootId) return;
    const [root] = await postStore.byIds(this.platform.db, caller.userId, [rootId]);
    if (!root || root.delete_at > 0 || root.root_id || root.channel_id !== channelId) {
      throw new AppError("api.post.create_post.root_id.app_error");
    }
  }

  /** What is kept of an input that could be sent now. Whether it still can is asked again when its time has come. */
  async #checked(caller: Caller, at: { channel_id: string; root_id: string }, input: Input): Promise<Content> {
    const { message = "", props = {} } = input;
    const fileIds = [...new Set(input.file_ids ?? [])];
    if (input.scheduled_at <= Date.now()) throw badBody("scheduled_at");
    const asked = input.metadata?.priority ?? input.priority;
    const priority = asked && (asked.priority || asked.requested_ack) ? { priority: "" as const, ...asked } : null;
    await this.posts.check(caller, { ...at, message, props, file_ids: fileIds, metadata: { priority } });
    return { message, props, file_ids: fileIds, priority, scheduled_at: input.scheduled_at };
  }

  async #present(row: ScheduledRow): Promise<ScheduledPost> {
    const found = await Promise.all(row.file_ids.map((id) => this.posts.files.live(id)));
    const files = found.flatMap((file) =>
      file && file.user_id === row.user_id && file.post_id === "" ? [presentFile(file)] : [],
    );
    const { attempts: _, retry_at: __, priority, ...rest } = row;
    delete (rest as { team_id?: string }).team_id;
    return { ...rest, metadata: { files, ...(priority ? { priority } : {}) }, ...(priority ? { priority } : {}) };
  }

  /** Tells the author's other clients; nobody else knows of it. */
  async #told(event: Event, row: ScheduledRow, connectionId: string): Promise<ScheduledPost> {
    const shown = await this.#present(row);
    this.platform.hub.publish({
      event,
      data: { scheduledPost: JSON.stringify(shown) },
      broadcast: { user_id: row.user_id, omit_connection_id: connectionId },
      audience: { users: [row.user_id] },
      ...(connectionId ? { omitConnection: connectionId } : {}),
    });
    return shown;
  }
}
