import { notFound } from "../../platform/app-error.js";
import type { Platform } from "../../platform/platform.js";
import type { Channels } from "../channels/index.js";
import type { Statuses } from "../statuses/index.js";
import { serviceSettings } from "../system/index.js";

/** Notices that somebody is writing. Nothing is kept. */
export class Typing {
  constructor(
    readonly platform: Platform,
    readonly channels: Channels,
    readonly statuses: Statuses,
  ) {}

  /** Tells the others of a channel; only members can. @throws AppError 404 */
  async publish(userId: string, channelId: string, parentId: string): Promise<void> {
    const { config, hub } = this.platform;
    if (!config.get(serviceSettings.EnableUserTypingMessages)) return;
    if (!(await this.channels.member(channelId, userId))) throw notFound("channel");
    this.statuses.touch(userId);
    hub.publish({
      event: "typing",
      data: { parent_id: parentId, user_id: userId },
      broadcast: { channel_id: channelId, omit_users: { [userId]: true } },
      audience: { topic: `channel:${channelId}` },
      omitUsers: [userId],
      droppable: true,
    });
  }
}
