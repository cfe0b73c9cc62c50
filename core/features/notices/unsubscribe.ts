import { createHmac, timingSafeEqual } from "node:crypto";
import { newSecret } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import type { System } from "../system/index.js";
import type { UserRow, Users } from "../users/index.js";
import { noticeQueries } from "./queries.js";

/** Links that stop mails about messages: signed, so they need no session and nobody can make one for others. */
export class Unsubscribe {
  #key: Promise<string> | undefined;

  constructor(
    readonly platform: Platform,
    readonly users: Users,
    readonly system: System,
  ) {}

  async #sign(userId: string): Promise<string> {
    this.#key ??= this.system.keep("MailLinkKey", () => newSecret() + newSecret());
    const key = await this.#key.catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return createHmac("sha256", key).update(`unsubscribe ${userId}`).digest("base64url");
  }

  async linkFor(userId: string): Promise<string> {
    return `${this.platform.mails.options.site()}/api/v4/courtyard/mail/unsubscribe?u=${userId}&s=${await this.#sign(userId)}`;
  }

  /** Whom a link is for; undefined for one that was not made here. */
  async reads(userId: string, signature: string): Promise<UserRow | undefined> {
    const right = Buffer.from(await this.#sign(userId));
    const given = Buffer.from(signature);
    return right.length === given.length && timingSafeEqual(right, given) ? this.users.find(userId) : undefined;
  }

  /** Stops mails about messages for a person, also where they had asked for them in a channel. */
  async stop(user: UserRow): Promise<void> {
    await noticeQueries.forgetChannelChoices(this.platform.db, user.id);
    if (user.notify_props.email !== "false")
      await this.users.save(user.id, { notify_props: { ...user.notify_props, email: "false" } });
  }
}
