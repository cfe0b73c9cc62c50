import type { Post } from "../../api/posts.js";
import type { Embed } from "../../api/previews.js";
import type { Platform } from "../../platform/platform.js";
import { type ChannelRow, channelStore } from "../channels/index.js";
import { type PostRow, type Posts, postStore, presentPosts } from "../posts/index.js";
import type { Roles } from "../roles/index.js";
import { teamStore } from "../teams/index.js";
import { actingAs, userStore } from "../users/index.js";
import { linkStore } from "./store.js";

type Permalink = Extract<Embed, { type: "permalink" }>;

/**
 * Messages that other messages link to. Whether somebody sees the linked message is decided for each reader at each
 * reading; what is sent to a whole channel never holds it.
 */
export class Permalinks {
  readonly platform: Platform;

  constructor(
    readonly posts: Posts,
    readonly roles: Roles,
  ) {
    this.platform = posts.platform;
  }

  /** The linked messages, by id, that a reader may read now. Nobody ('') may read any. */
  async forReader(readerId: string, ids: readonly string[]): Promise<Map<string, Permalink>> {
    if (readerId === "" || ids.length === 0) return new Map();
    const reader = await userStore.byId(this.platform.db, readerId);
    if (!reader || reader.delete_at > 0) return new Map();
    const rows = await this.posts.allVisibleTo(actingAs(reader, this.roles), [...new Set(ids)]);
    return this.#present(rows, readerId);
  }

  /** The preview of one message as all of its readers see it, with those of some people who are members where it stands. */
  async forMembers(
    id: string,
    userIds: readonly string[],
  ): Promise<{ embed: Permalink; readers: string[] } | undefined> {
    const { db } = this.platform;
    const [row] = await postStore.byIds(db, "", [id]);
    if (!row || row.delete_at > 0) return undefined;
    const readers = await linkStore.members(db, row.channel_id, userIds);
    const embed = readers.length > 0 ? (await this.#present([row], "")).get(id) : undefined;
    return embed && { embed, readers };
  }

  async #present(rows: readonly PostRow[], readerId: string): Promise<Map<string, Permalink>> {
    const { db } = this.platform;
    // Without the previews of the linked message itself: links in a ring would have no end.
    const shown = await presentPosts({ ...this.posts.presenting, decorators: [] }, rows, readerId);
    const channels = new Map(
      (await channelStore.byIds(db, [...new Set(rows.map((row) => row.channel_id))])).map((row) => [row.id, row]),
    );
    const teams = new Map<string, string>();
    for (const { team_id: id } of channels.values()) {
      if (id && !teams.has(id)) teams.set(id, (await teamStore.byId(db, id))?.name ?? "");
    }
    return new Map(shown.map((post) => [post.id, preview(post, channels.get(post.channel_id) as ChannelRow, teams)]));
  }
}

function preview(post: Post, channel: ChannelRow, teams: ReadonlyMap<string, string>): Permalink {
  const { is_following: _, ...common } = post;
  return {
    type: "permalink",
    url: "",
    data: {
      post_id: post.id,
      post: common,
      team_name: teams.get(channel.team_id) ?? "",
      channel_id: channel.id,
      channel_display_name: channel.display_name,
      channel_type: channel.type,
    },
  };
}
