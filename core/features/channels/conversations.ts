import { createHash } from "node:crypto";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import type { UserRow, Users } from "../users/index.js";
import { channelQueries } from "./queries.js";
import { type ChannelRow, channelStore } from "./store.js";

const MIN_GROUP = 3;
const MAX_GROUP = 8;

/** What conversations need to be made. */
export interface Makers {
  readonly platform: Platform;
  readonly users: Users;
  readonly limits: { directOnlyInTeam: () => boolean };
  insert(tx: Transaction, row: Partial<ChannelRow>): Promise<ChannelRow>;
  add(
    tx: Transaction,
    channel: ChannelRow,
    userIds: readonly string[],
    how: { by: string; reason: "conversation" },
  ): Promise<void>;
}

/** Direct and group messages: there is one for the same people, made when it is first wanted. */
export class Conversations {
  constructor(readonly makers: Makers) {}

  /** The direct messages of two people (or of one with themselves), made when they are first wanted. @throws AppError 400, 403 */
  async direct(caller: Caller, otherIds: readonly string[]): Promise<ChannelRow> {
    const ids = [...new Set(otherIds)];
    if (!ids.includes(caller.userId) && !caller.permissions.has("manage_system")) throw forbidden();
    const [first, second = first] = ids as [string, string?];
    const people = await this.#known(caller, [...new Set([first, second])], () => {
      throw new AppError("api.channel.create_direct_channel.invalid_user.app_error");
    });
    const name = [first, second].sort().join("__");
    const known = await channelStore.byName(this.makers.platform.db, "", name);
    if (known) return known;
    await this.#mayTalk(caller, people);
    return this.#converse("D", name, "", [...new Set([first, second])], caller.userId);
  }

  /** The people with these ids. For a guest those of others are unknown ids: both get one answer. */
  async #known(caller: Caller, ids: string[], otherwise: () => never): Promise<UserRow[]> {
    const { users } = this.makers;
    const people = await users.allVisibleTo(caller, await users.byIds(ids));
    if (people.length === ids.length) return people;
    if (caller.isGuest) throw notFound("user");
    return otherwise();
  }

  async #mayTalk(caller: Caller, people: UserRow[]) {
    if (!this.makers.limits.directOnlyInTeam() || people.some((person) => person.is_bot)) return;
    for (const person of people) {
      if (person.id === caller.userId) continue;
      if (!(await channelQueries.shareTeam(this.makers.platform.db, caller.userId, person.id)))
        throw new AppError("api.channel.create_direct_channel.restricted.app_error");
    }
  }

  /** The group message of 3 to 8 people with the caller, made when it is first wanted. @throws AppError 400 */
  async group(caller: Caller, otherIds: readonly string[]): Promise<ChannelRow> {
    const ids = [...new Set([...otherIds, caller.userId])];
    if (ids.length < MIN_GROUP || ids.length > MAX_GROUP)
      throw new AppError("api.channel.create_group.bad_size.app_error");
    const people = await this.#known(caller, ids, () => {
      throw badBody("user_ids");
    });
    const name = createHash("sha1")
      .update([...ids].sort().join(""))
      .digest("hex");
    const known = await channelStore.byName(this.makers.platform.db, "", name);
    if (known) return known;
    await this.#mayTalk(caller, people);
    const displayName = people
      .map((person) => person.username)
      .sort()
      .join(", ");
    return this.#converse("G", name, displayName, ids, caller.userId);
  }

  async #converse(
    type: "D" | "G",
    name: string,
    displayName: string,
    ids: string[],
    creatorId: string,
  ): Promise<ChannelRow> {
    const { db, hub } = this.makers.platform;
    let channel: ChannelRow;
    try {
      channel = await db.transaction(async (tx) => {
        const made = await this.makers.insert(tx, {
          team_id: "",
          type,
          name,
          display_name: displayName,
          creator_id: creatorId,
        });
        await this.makers.add(tx, made, ids, { by: creatorId, reason: "conversation" });
        return made;
      });
    } catch (error) {
      // Both sides wanted it at the same moment: the other one has made it.
      const made = error instanceof AppError ? await channelStore.byName(db, "", name) : undefined;
      if (made) return made;
      throw error;
    }
    const broadcast = { channel_id: channel.id };
    if (type === "D") {
      const perUser = new Map(ids.map((id) => [id, { teammate_id: ids.find((other) => other !== id) ?? id }]));
      hub.publish({
        event: "direct_added",
        data: { creator_id: creatorId, teammate_id: ids[1] ?? ids[0] },
        broadcast,
        audience: { users: ids },
        perUser,
      });
    } else {
      hub.publish({
        event: "group_added",
        data: { teammate_ids: JSON.stringify(ids) },
        broadcast,
        audience: { users: ids },
      });
    }
    return channel;
  }
}
