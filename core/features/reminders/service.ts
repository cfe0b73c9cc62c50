import type { Recurrence, Reminder } from "../../api/reminders.js";
import { AppError, badBody } from "../../platform/app-error.js";
import { DueLoop } from "../../platform/due-loop.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import type { FromSystem, PostAccess, Posts } from "../posts/index.js";
import type { Roles } from "../roles/index.js";
import { teamStore } from "../teams/index.js";
import { actingAs, type UserRow, userStore } from "../users/index.js";
import { nextAfter } from "./recurrence.js";
import { type ReminderRow, reminderStore as store } from "./store.js";

const MAX_REMINDERS = 1_000;
const LOOK_EVERY = 2_000;
const AT_ONCE = 20;

/** Messages people want to be reminded of: the server's own account writes to them when it is time. */
export class Reminders {
  readonly platform: Platform;
  readonly #loop: DueLoop;

  constructor(
    readonly posts: Posts,
    readonly letters: FromSystem,
    readonly roles: Roles,
    readonly siteUrl: () => string,
  ) {
    this.platform = posts.platform;
    this.#loop = new DueLoop(
      "reminders",
      LOOK_EVERY,
      async () => (await this.ringDue()) === AT_ONCE,
      this.platform.log,
    );
  }

  /** Begins to look for reminders that are due; returns the function that stops. */
  start = () => this.#loop.start();

  /** Sets the reminder a person has of a message; it replaces one that was there. @throws AppError 400 */
  async set(userId: string, { post }: PostAccess, targetTime: number, recurrence: Recurrence): Promise<void> {
    const now = Date.now();
    if (targetTime * 1000 <= now) throw badBody("target_time");
    const row = {
      id: newId(),
      user_id: userId,
      post_id: post.id,
      create_at: now,
      target_time: targetTime * 1000,
      recurrence,
    };
    if (!(await store.save(this.platform.db, row, MAX_REMINDERS))) {
      throw new AppError("api.post.reminder.limit.app_error", { limit: MAX_REMINDERS });
    }
  }

  async list(userId: string): Promise<Reminder[]> {
    const rows = await store.ofUser(this.platform.db, userId);
    return rows.map((row) => ({
      post_id: row.post_id,
      target_time: Math.floor(row.target_time / 1000),
      recurrence: row.recurrence,
      create_at: row.create_at,
    }));
  }

  /** Forgets a reminder; one that is not there is no error. */
  delete = (userId: string, postId: string) => store.delete(this.platform.db, userId, postId);

  /** Rings what is due, a number at once; returns how many were looked at. */
  async ringDue(): Promise<number> {
    return this.platform.db.transaction(async (tx) => {
      const now = Date.now();
      const rows = await store.takeDue(tx, now, AT_ONCE);
      for (const row of rows) {
        const user = await userStore.byId(tx, row.user_id);
        const alive = user !== undefined && user.delete_at === 0;
        if (alive) await this.#ring(user, row);
        const again = alive ? nextAfter(row.first_time, row.recurrence, zoneOf(user), now) : undefined;
        await (again ? store.again(tx, row.id, again) : store.rang(tx, row.id));
      }
      return rows.length;
    });
  }

  async #ring(user: UserRow, row: ReminderRow): Promise<void> {
    // What the person may not read any more is not told either.
    const found = await this.posts.visibleTo(actingAs(user, this.roles), row.post_id).catch((error) => {
      if (error instanceof AppError && error.status < 500) return undefined;
      throw error;
    });
    await this.letters.write(user.id, {
      // The same ring is not written twice, also when the server dies between writing and forgetting.
      pendingId: `${row.id}:${row.target_time}`,
      ...(found
        ? await this.#text(found)
        : { message: "You wanted to be reminded of a message that is not there any more." }),
    });
  }

  async #text({
    post,
    access,
  }: PostAccess): Promise<{ message: string; type: string; props: Record<string, unknown> }> {
    const { db } = this.platform;
    const [author, team] = await Promise.all([
      userStore.byId(db, post.user_id),
      access.channel.team_id ? teamStore.byId(db, access.channel.team_id) : undefined,
    ]);
    const username = author?.username ?? "";
    const teamName = team?.name ?? "";
    const link = `${this.siteUrl()}/${teamName || "_redirect"}/pl/${post.id}`;
    return {
      message: `You wanted to be reminded of this message by @${username}: ${link}`,
      type: "reminder",
      props: { team_name: teamName, post_id: post.id, username },
    };
  }
}

const zoneOf = ({ timezone }: UserRow): string =>
  (timezone.useAutomaticTimezone === "false" ? timezone.manualTimezone : timezone.automaticTimezone) || "UTC";
