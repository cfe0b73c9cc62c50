import type { Platform } from "../../platform/platform.js";
import type { Posted, Posts } from "../posts/index.js";
import type { Statuses } from "../statuses/index.js";
import type { UserRow, Users } from "../users/index.js";
import { autoReplySettings } from "./config.js";

const DAY = 86_400_000;
/** Characters of an answer, as many as a short message has. */
const LONGEST = 4_000;

export interface AutoReplyDeps {
  readonly posts: Posts;
  readonly users: Users;
  readonly statuses: Statuses;
}

/**
 * Answers direct messages for people who are out of office. Their wish and its words are notification settings, as
 * existing clients have them (`auto_responder_active`, `auto_responder_message`), with an end as an addition
 * (`auto_responder_until`, ms). While it holds they are shown as out of office; whoever chooses another status is back.
 */
export class AutoReplies {
  constructor(
    readonly platform: Platform,
    readonly deps: AutoReplyDeps,
  ) {
    const { events } = platform;
    events.on("post.created", (posted) => posted.people && this.#safely(this.#answer(posted)));
    events.on("user.changed", ({ userId }) => this.#safely(this.#follow(userId)));
    events.on("status.chosen", ({ userId, before, after }) => {
      if (before === "ooo" && after !== "ooo") this.#safely(this.#end(userId));
    });
  }

  #safely(work: Promise<unknown>): void {
    void work.catch((error: Error) =>
      this.platform.log.warn({ reason: error.message }, "an automatic reply was not looked after"),
    );
  }

  #enabled = () => this.platform.config.get(autoReplySettings.ExperimentalEnableAutomaticReplies);

  /** What somebody wants to be answered in their name now, or ''. */
  #wordsOf(user: UserRow): string {
    const { auto_responder_active: active, auto_responder_message: message = "" } = user.notify_props;
    if (!this.#enabled() || active !== "true" || user.is_bot || user.delete_at > 0) return "";
    const until = untilOf(user);
    return until > 0 && until <= Date.now() ? "" : message.trim().slice(0, LONGEST);
  }

  async #answer({ post, channel }: Posted): Promise<void> {
    const away = channel.type === "D" ? teammateOf(channel.name, post.user_id) : "";
    if (!away || !this.#enabled()) return;
    const user = await this.deps.users.find(away);
    const message = user && this.#wordsOf(user);
    if (!message) return;
    await this.deps.posts.createAs({
      channel,
      userId: user.id,
      senderName: user.username,
      message,
      type: "system_auto_responder",
      rootId: post.root_id,
      // Whatever this id was used for is not written again: one answer a day, also from two nodes at once.
      pendingId: `${user.id}:away:${channel.id}:${Math.floor(Date.now() / DAY)}`,
    });
  }

  /** Shows somebody as out of office as long as they want to be. */
  async #follow(userId: string): Promise<void> {
    const user = await this.deps.users.find(userId);
    const [status] = await this.deps.statuses.of([userId]);
    if (!user) return;
    const away = this.#wordsOf(user) !== "";
    const shown = status?.status === "ooo";
    const until = untilOf(user);
    if (away && !(shown && status.dnd_end_time === until)) await this.deps.statuses.choose(userId, "ooo", until);
    if (!away && shown) await this.deps.statuses.choose(userId, "online");
  }

  /** Somebody is back. */
  async #end(userId: string): Promise<void> {
    const user = await this.deps.users.find(userId);
    if (user?.notify_props.auto_responder_active !== "true") return;
    const back = { auto_responder_active: "false", auto_responder_until: "" };
    await this.deps.users.save(userId, { notify_props: { ...user.notify_props, ...back } });
  }
}

/** The other person of a conversation of two; '' for a conversation with oneself. */
const teammateOf = (channelName: string, userId: string) => channelName.split("__").find((id) => id !== userId) ?? "";

function untilOf({ notify_props }: UserRow): number {
  const until = Number(notify_props.auto_responder_until || 0);
  return Number.isSafeInteger(until) && until > 0 ? until : 0;
}
