import { createHash } from "node:crypto";
import type { BodyOf } from "../../api/endpoint.js";
import { type ModeratedName, type Moderation, moderated, type patchModerations } from "../../api/moderation.js";
import type { Role } from "../../api/roles.js";
import { AppError, notFound } from "../../platform/app-error.js";
import type { Platform } from "../../platform/platform.js";
import type { ChannelRow, Channels } from "../channels/index.js";
import type { Roles } from "../roles/index.js";
import { type DeniedRow, moderationStore as store } from "./store.js";

type Patch = BodyOf<typeof patchModerations>;
type Kind = "members" | "guests";

const ROLE_OF = { members: "channel_user", guests: "channel_guest" } as const;
/** What guests never do anywhere is not offered for them. */
const MEMBERS_ONLY: readonly ModeratedName[] = ["manage_members", "manage_bookmarks"];
const NAMES = Object.keys(moderated) as ModeratedName[];

/**
 * What members and guests of one channel may not do there: read-only channels, channels without reactions. The door of
 * the channels enforces it; clients see it in roles of the channel's own.
 */
export class ChannelModeration {
  readonly platform: Platform;

  constructor(
    readonly channels: Channels,
    readonly roles: Roles,
  ) {
    this.platform = channels.platform;
    roles.others.push((names) => this.#rolesByNames(names));
  }

  async get(channelId: string): Promise<Moderation[]> {
    const row = await store.one(this.platform.db, channelId);
    if (!row) throw notFound("channel");
    return NAMES.map((name) => ({
      name,
      roles: {
        members: this.#switch(name, "members", row),
        ...(MEMBERS_ONLY.includes(name) ? {} : { guests: this.#switch(name, "guests", row) }),
        admins: { value: true, enabled: false },
      },
    }));
  }

  #switch(name: ModeratedName, kind: Kind, row: DeniedRow): { value: boolean; enabled: boolean } {
    const usual = this.roles.permissionsOf([this.#usualRole(row, kind)]);
    const denied = kind === "members" ? row.denied_members : row.denied_guests;
    const allowed = (permissions: readonly string[]) =>
      permissions.some((permission) => usual.has(permission) && !denied.includes(permission));
    // Whoever cannot write cannot call everybody either.
    const writes = name !== "use_channel_mentions" || allowed(moderated.create_post);
    return {
      value: writes && allowed(moderated[name]),
      enabled: writes && moderated[name].some((permission) => usual.has(permission)),
    };
  }

  /** Switches things off or on for the members and guests of a channel. @throws AppError 400 */
  async patch(channel: ChannelRow, patch: Patch, by: string): Promise<Moderation[]> {
    if (channel.type === "D" || channel.type === "G") throw new AppError("api.channel.update_channel.direct.app_error");
    if (channel.delete_at > 0) throw new AppError("api.channel.update_channel.deleted.app_error");
    const row = await this.platform.db.transaction(async (tx) => {
      await store.lock(tx, channel.id);
      const before = await store.one(tx, channel.id);
      if (!before) throw notFound("channel");
      const next: DeniedRow = {
        ...before,
        denied_members: changed(before.denied_members, patch, "members"),
        denied_guests: changed(before.denied_guests, patch, "guests"),
        update_at: Date.now(),
      };
      await store.save(tx, next);
      return next;
    });
    await this.#tell(channel, row, by);
    return this.get(channel.id);
  }

  async #tell(channel: ChannelRow, row: DeniedRow, by: string): Promise<void> {
    const { hub } = this.platform;
    const limited = row.denied_members.length + row.denied_guests.length > 0;
    const topic = `channel:${channel.id}`;
    // The change of the channel also opens the door anew for everybody.
    await this.channels.save(channel, { moderated: limited }, by);
    const broadcast = { channel_id: channel.id };
    if (limited) {
      for (const kind of ["members", "guests"] as const) {
        hub.publish({
          event: "role_updated",
          data: { role: JSON.stringify(this.#roleOf(row, kind)) },
          broadcast,
          audience: { topic },
        });
      }
    }
    hub.publish({ event: "channel_scheme_updated", data: {}, broadcast, audience: { topic } });
    await this.channels.tellMembers(channel.id);
  }

  /** The role whose permissions the members or the guests of a channel have where nothing is denied. */
  #usualRole = ({ scheme_id }: DeniedRow, kind: Kind) => this.roles.schemes.roleFor(ROLE_OF[kind], scheme_id);

  /** The role that the members or the guests of a moderated channel have, as clients see it. */
  #roleOf(row: DeniedRow, kind: Kind): Role {
    const usual = this.roles.byName(this.#usualRole(row, kind));
    const denied = kind === "members" ? row.denied_members : row.denied_guests;
    const name = `${ROLE_OF[kind]}_${row.channel_id}`;
    return {
      id: createHash("sha256").update(name).digest("hex").slice(0, 26),
      name,
      display_name: `${usual?.display_name ?? ROLE_OF[kind]} of one channel`,
      description: "",
      permissions: (usual?.permissions ?? []).filter((permission) => !denied.includes(permission)),
      scheme_managed: true,
      built_in: false,
      create_at: row.update_at,
      update_at: Math.max(row.update_at, usual?.update_at ?? 0),
      delete_at: 0,
    };
  }

  async #rolesByNames(names: readonly string[]): Promise<Role[]> {
    const asked = names.flatMap((name) => {
      const match = /^channel_(user|guest)_([a-z0-9]{26})$/.exec(name);
      return match
        ? [{ kind: match[1] === "user" ? ("members" as const) : ("guests" as const), channelId: match[2] as string }]
        : [];
    });
    if (asked.length === 0) return [];
    const rows = new Map(
      (
        await store.ofChannels(
          this.platform.db,
          asked.map((one) => one.channelId),
        )
      ).map((row) => [row.channel_id, row]),
    );
    return asked.flatMap(({ kind, channelId }) => {
      const row = rows.get(channelId);
      return row ? [this.#roleOf(row, kind)] : [];
    });
  }
}

function changed(before: readonly string[], patch: Patch, kind: Kind): string[] {
  const denied = new Set(before);
  for (const { name, roles } of patch) {
    const value = roles[kind];
    if (value === undefined || (kind === "guests" && MEMBERS_ONLY.includes(name))) continue;
    for (const permission of moderated[name]) {
      if (value) denied.delete(permission);
      else denied.add(permission);
    }
  }
  return [...denied];
}
