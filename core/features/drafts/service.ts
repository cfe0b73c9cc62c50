import type { Static } from "@sinclair/typebox";
import type { Draft, DraftInput } from "../../api/drafts.js";
import { AppError, badBody, forbidden } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import type { ChannelDoor } from "../channels/index.js";
import { type Files, presentFile } from "../files/index.js";
import { type DraftRow, draftStore } from "./store.js";

/** Room for the free-form parts of a draft, in characters of JSON. */
const MAX_PROPS = 8_000;
const MAX_PRIORITY = 1_000;
/** One for each channel and thread somebody writes in: more are made by programs only. */
const MAX_DRAFTS = 1_000;

/** Messages people have begun to write. Each belongs to one person and is shown to nobody else. */
export class Drafts {
  constructor(
    readonly platform: Platform,
    readonly door: ChannelDoor,
    readonly files: Files,
  ) {}

  /** Keeps a draft and tells the person's other clients. @throws AppError 400, 403, 404 */
  async save(caller: Caller, input: Static<typeof DraftInput>, connectionId: string): Promise<Draft> {
    const { props = {}, priority } = input;
    if (JSON.stringify(props).length > MAX_PROPS) throw badBody("props");
    if (priority && JSON.stringify(priority).length > MAX_PRIORITY) throw badBody("priority");
    const access = await this.door.enter(caller, input.channel_id);
    if (!access.isMember) throw forbidden();
    if (input.message === "" && !input.file_ids?.length && !priority)
      return this.#drop(caller.userId, input, connectionId);
    const row = await draftStore.save(
      this.platform.db,
      {
        user_id: caller.userId,
        channel_id: input.channel_id,
        root_id: input.root_id ?? "",
        message: input.message,
        props,
        file_ids: [...new Set(input.file_ids)],
        priority: priority ?? null,
      },
      Date.now(),
      MAX_DRAFTS,
    );
    if (!row) throw new AppError("app.draft.save.limit.app_error", { limit: MAX_DRAFTS });
    const draft = await this.#present(row);
    this.#tell(row.is_new ? "draft_created" : "draft_updated", draft, connectionId);
    return draft;
  }

  /** Clients save what is left when somebody has wiped out what they wrote: that is no draft any more. */
  async #drop(user_id: string, input: Static<typeof DraftInput>, connectionId: string): Promise<Draft> {
    const { channel_id, root_id = "", props = {} } = input;
    await this.delete(user_id, channel_id, root_id, connectionId);
    const now = Date.now();
    const times = { create_at: now, update_at: now, delete_at: now };
    return { ...times, user_id, channel_id, root_id, message: "", props, file_ids: [], metadata: { files: [] } };
  }

  /** The drafts of a person in the channels of a team, and in conversations without one. */
  async ofTeam(userId: string, teamId: string): Promise<Draft[]> {
    const rows = await draftStore.ofTeam(this.platform.db, userId, teamId);
    return Promise.all(rows.map((row) => this.#present(row)));
  }

  /** Deletes a draft; one that is not there is no error. */
  async delete(userId: string, channelId: string, rootId: string, connectionId: string): Promise<void> {
    const row = await draftStore.delete(this.platform.db, userId, channelId, rootId);
    if (row) this.#tell("draft_deleted", { ...(await this.#present(row)), delete_at: Date.now() }, connectionId);
  }

  /** Files that are gone, or were never the person's own, are not shown with the draft. */
  async #present(row: DraftRow): Promise<Draft> {
    const found = await Promise.all(row.file_ids.map((id) => this.files.live(id)));
    const own = found.flatMap((file) => (file && file.user_id === row.user_id && file.post_id === "" ? [file] : []));
    return {
      create_at: row.create_at,
      update_at: row.update_at,
      delete_at: row.delete_at,
      user_id: row.user_id,
      channel_id: row.channel_id,
      root_id: row.root_id,
      message: row.message,
      props: row.props,
      file_ids: own.map((file) => file.id),
      metadata: { files: own.map(presentFile) },
      ...(row.priority ? { priority: row.priority } : {}),
    };
  }

  /** The client that made the change knows it already. */
  #tell(event: "draft_created" | "draft_updated" | "draft_deleted", draft: Draft, connectionId: string) {
    this.platform.hub.publish({
      event,
      data: { draft: JSON.stringify(draft) },
      broadcast: { user_id: draft.user_id, omit_connection_id: connectionId },
      audience: { users: [draft.user_id] },
      ...(connectionId ? { omitConnection: connectionId } : {}),
    });
  }
}
