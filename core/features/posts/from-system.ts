import type { Channels } from "../channels/index.js";
import type { Roles } from "../roles/index.js";
import { actingAs, systemBot } from "../users/index.js";
import type { MachinePost, Posts } from "./service.js";

export type SystemLetter = Pick<MachinePost, "message" | "type" | "props" | "pendingId">;

/** Writes to people in the name of the server: a direct message of its own account. */
export class FromSystem {
  constructor(
    readonly posts: Posts,
    readonly channels: Channels,
    readonly roles: Roles,
  ) {}

  /** Writes to a person. With a `pendingId` the same letter is written once, also when it is tried again. */
  async write(userId: string, letter: SystemLetter): Promise<void> {
    const bot = await systemBot(this.posts.platform.db);
    const channel = await this.channels.direct(actingAs(bot, this.roles), [bot.id, userId]);
    await this.posts.createAs({ channel, userId: bot.id, senderName: bot.username, ...letter });
  }
}
