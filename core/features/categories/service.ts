import type { Category, CategoryChange } from "../../api/categories.js";
import { MAX_CATEGORIES } from "../../api/categories.js";
import type { Preference } from "../../api/preferences.js";
import { AppError, badBody, notFound } from "../../platform/app-error.js";
import { postgresError, type Queryable, type Transaction } from "../../platform/database/database.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { type Channels, channelQueries } from "../channels/index.js";
import type { Preferences } from "../preferences/index.js";
import { arrange, type Contents, defaultOf, homeOf, type Kept, plan } from "./model.js";
import { type CategoryRow, categoryStore as store } from "./store.js";

/** The preference that makes a channel a favourite, by the channel's id. */
const FAVOURITE = "favorite_channel";

/** A sidebar with every channel in its place. */
interface Sidebar extends Kept {
  contents: Contents;
}

const present = (row: CategoryRow, sidebar: Sidebar): Category => ({
  ...row,
  channel_ids: sidebar.contents.get(row.id) ?? [],
});
const isDefault = (type: string) => type !== "custom";

/**
 * How each person groups their channels in each team. Only what somebody chose is kept; where the rest lies follows from
 * their memberships and from the favourites among their preferences. Nobody else is ever told.
 */
export class Categories {
  /** Favourites being written from here; they are told together with the categories. */
  readonly #writing = new Set<string>();

  constructor(
    readonly platform: Platform,
    readonly channels: Channels,
    readonly preferences: Preferences,
  ) {
    const changed = ({ userId, preferences: list }: { userId: string; preferences: readonly Preference[] }) => {
      const ids = list
        .filter((one) => one.category === FAVOURITE && !this.#writing.has(`${userId} ${one.name}`))
        .map((one) => one.name);
      if (ids.length > 0) void this.#tellFavourites(userId, ids);
    };
    platform.events.on("preferences.changed", changed);
    platform.events.on("preferences.deleted", changed);
  }

  /** The categories from top to bottom, the default ones made when they are first wanted. @throws AppError 404 */
  async all(userId: string, teamId: string): Promise<{ categories: Category[]; order: string[] }> {
    const sidebar = await this.#load(this.platform.db, userId, teamId);
    return { categories: sidebar.rows.map((row) => present(row, sidebar)), order: sidebar.rows.map((row) => row.id) };
  }

  /** @throws AppError 404 */
  async one(userId: string, teamId: string, id: string): Promise<Category> {
    const { categories } = await this.all(userId, teamId);
    const found = categories.find((category) => category.id === id);
    if (!found) throw notFound("category");
    return found;
  }

  /** Makes a category below the favourites. @throws AppError 400, 404 */
  async create(
    userId: string,
    teamId: string,
    input: Omit<CategoryChange, "id" | "display_name"> & { display_name: string },
  ): Promise<Category> {
    const displayName = checkedName(input.display_name);
    const id = newId();
    const after = await this.#write(
      userId,
      teamId,
      async (tx, sidebar) => {
        if (sidebar.rows.length >= MAX_CATEGORIES)
          throw new AppError("api.sidebar_category.limit.app_error", { limit: MAX_CATEGORIES });
        const { sorting = "", muted = false, collapsed = false } = input;
        await store.insert(tx, {
          id,
          user_id: userId,
          team_id: teamId,
          display_name: displayName,
          sorting,
          muted,
          collapsed,
        });
        const order = sidebar.rows.map((row) => row.id);
        order.splice(sidebar.rows[0]?.type === "favorites" ? 1 : 0, 0, id);
        await store.reorder(tx, order);
        return [{ id, channel_ids: input.channel_ids ?? [] }];
      },
      { created: id },
    );
    return present(after.rows.find((row) => row.id === id) as CategoryRow, after);
  }

  /** Changes categories; returns them as they are now, in the order they were named. @throws AppError 400, 404 */
  async update(userId: string, teamId: string, changes: readonly CategoryChange[]): Promise<Category[]> {
    const after = await this.#write(userId, teamId, async (tx, sidebar) => {
      for (const change of changes) {
        const row = sidebar.rows.find((candidate) => candidate.id === change.id);
        if (!row) throw notFound("category");
        // The default ones are named by each client in its own language.
        const name =
          isDefault(row.type) || change.display_name === undefined
            ? row.display_name
            : checkedName(change.display_name);
        const { sorting = row.sorting, muted = row.muted, collapsed = row.collapsed } = change;
        await store.update(tx, { ...row, display_name: name, sorting, muted, collapsed });
      }
      return changes;
    });
    return changes.flatMap(({ id }) => after.rows.filter((row) => row.id === id).map((row) => present(row, after)));
  }

  /** Sets the order; returns it. @throws AppError 400, 404 */
  async reorder(userId: string, teamId: string, ids: readonly string[]): Promise<string[]> {
    const after = await this.#write(userId, teamId, async (tx, sidebar) => {
      const known = new Set(sidebar.rows.map((row) => row.id));
      const complete =
        ids.length === known.size && new Set(ids).size === ids.length && ids.every((id) => known.has(id));
      if (!complete) throw new AppError("api.sidebar_category.order.app_error");
      await store.reorder(tx, ids);
      return [];
    });
    return after.rows.map((row) => row.id);
  }

  /** Deletes a category one made; its channels go back to the default ones. @throws AppError 400, 404 */
  async delete(userId: string, teamId: string, id: string): Promise<void> {
    await this.#write(
      userId,
      teamId,
      async (tx, sidebar) => {
        const row = sidebar.rows.find((candidate) => candidate.id === id);
        if (!row) throw notFound("category");
        if (isDefault(row.type)) throw new AppError("api.sidebar_category.delete.app_error");
        await store.delete(tx, id);
        return [];
      },
      { deleted: id },
    );
  }

  async #load(db: Queryable, userId: string, teamId: string): Promise<Sidebar> {
    // One after the other: a transaction has one connection.
    const known = await store.list(db, userId, teamId);
    const places = await store.places(db, userId, teamId);
    const channels = await channelQueries.mine(db, userId, teamId, false, 0);
    const starred = await this.preferences.inCategory(userId, FAVOURITE, db);
    const rows =
      known.filter((row) => isDefault(row.type)).length === 3 ? known : await this.#withDefaults(db, userId, teamId);
    const favourites = new Set(starred.filter((one) => one.value === "true").map((one) => one.name));
    const kept = { rows, places, channels, favourites };
    return { ...kept, contents: arrange(kept) };
  }

  async #withDefaults(db: Queryable, userId: string, teamId: string): Promise<CategoryRow[]> {
    await store.makeDefaults(db, userId, teamId).catch((error) => {
      // An administrator may name anybody, also somebody who does not exist.
      throw postgresError(error)?.code === "23503" ? notFound("person") : error;
    });
    return store.list(db, userId, teamId);
  }

  /**
   * Runs one change of a sidebar, others of the same sidebar waiting: `change` writes rows and returns new lists of
   * channels. Then brings favourites and muting in step and tells the person's clients.
   */
  async #write(
    userId: string,
    teamId: string,
    change: (tx: Transaction, before: Sidebar) => Promise<readonly Pick<CategoryChange, "id" | "channel_ids">[]>,
    news: { created?: string; deleted?: string } = {},
  ): Promise<Sidebar> {
    await this.#withDefaults(this.platform.db, userId, teamId);
    const { before, star, unstar } = await this.platform.db.transaction(async (tx) => {
      await store.lock(tx, userId, teamId);
      const sidebar = await this.#load(tx, userId, teamId);
      const changes = await change(tx, sidebar);
      const planned = plan({ ...sidebar, rows: await store.list(tx, userId, teamId) }, changes);
      const { lists, cleared } = planned;
      if (cleared.length > 0) await store.clear(tx, cleared);
      const rows = await store.list(tx, userId, teamId);
      for (const row of rows) if (lists.has(row.id)) await store.place(tx, row, lists.get(row.id) ?? []);
      return { before: sidebar, ...planned };
    });
    await this.#star(userId, star, unstar);
    const after = await this.#load(this.platform.db, userId, teamId);
    await this.#muteAsCategories(userId, before, after);
    this.#tell(userId, teamId, before, after, news);
    const elsewhere = [...star, ...unstar].filter((id) =>
      after.channels.some((channel) => channel.id === id && channel.type !== "O" && channel.type !== "P"),
    );
    if (elsewhere.length > 0) void this.#tellFavourites(userId, elsewhere, teamId);
    return after;
  }

  async #star(userId: string, star: readonly string[], unstar: readonly string[]): Promise<void> {
    const keys = [...star, ...unstar].map((id) => `${userId} ${id}`);
    for (const key of keys) this.#writing.add(key);
    try {
      if (star.length > 0)
        await this.preferences.save(
          userId,
          star.map((name) => ({ category: FAVOURITE, name, value: "true" })),
        );
      if (unstar.length > 0)
        await this.preferences.delete(
          userId,
          unstar.map((name) => ({ category: FAVOURITE, name })),
        );
    } finally {
      for (const key of keys) this.#writing.delete(key);
    }
  }

  /** Channels are muted with the category they lie in, and when they move between a muted and another one. */
  async #muteAsCategories(userId: string, before: Sidebar, after: Sidebar): Promise<void> {
    const [was, is] = [mutedIn(before), mutedIn(after)];
    for (const { id } of after.channels) {
      if (was.has(id) === is.has(id) || !before.channels.some((channel) => channel.id === id)) continue;
      await this.channels.setNotifyProps(id, userId, { mark_unread: is.has(id) ? "mention" : "all" }).catch((error) => {
        // Left at the same moment.
        if (!(error instanceof AppError && error.status === 404)) throw error;
      });
    }
  }

  #tell(userId: string, teamId: string, before: Sidebar, after: Sidebar, news: { created?: string; deleted?: string }) {
    const send = (event: string, data: Record<string, unknown>) =>
      this.platform.hub.publish({
        event,
        data,
        broadcast: { user_id: userId, team_id: teamId },
        audience: { users: [userId] },
      });
    if (news.created) send("sidebar_category_created", { category_id: news.created });
    if (news.deleted) send("sidebar_category_deleted", { category_id: news.deleted });
    const old = new Map(before.rows.map((row) => [row.id, shape(present(row, before))]));
    const changed = after.rows
      .map((row) => present(row, after))
      .filter((category) => category.id !== news.created && shape(category) !== old.get(category.id));
    if (changed.length > 0) send("sidebar_category_updated", { updatedCategories: JSON.stringify(changed) });
    const order = after.rows.map((row) => row.id);
    if (!news.created && !news.deleted && order.join() !== before.rows.map((row) => row.id).join())
      send("sidebar_category_order_updated", { order });
  }

  /** Tells of categories that changed because favourites did, in all teams but one where this is told already. */
  async #tellFavourites(userId: string, channelIds: readonly string[], exceptTeam = ""): Promise<void> {
    const { db, hub, log } = this.platform;
    try {
      for (const teamId of await store.teams(db, userId)) {
        if (teamId === exceptTeam) continue;
        const sidebar = await this.#load(db, userId, teamId);
        const touched = sidebar.channels.filter((channel) => channelIds.includes(channel.id));
        if (touched.length === 0) continue;
        const ids = new Set([defaultOf(sidebar, "favorites"), ...touched.map((channel) => homeOf(sidebar, channel))]);
        const changed = sidebar.rows.filter((row) => ids.has(row.id)).map((row) => present(row, sidebar));
        const data = { updatedCategories: JSON.stringify(changed) };
        hub.publish({
          event: "sidebar_category_updated",
          data,
          broadcast: { user_id: userId, team_id: teamId },
          audience: { users: [userId] },
        });
      }
    } catch (error) {
      // The clients see it when they load their sidebar again.
      log.warn({ reason: (error as Error).message }, "clients were not told of changed favourites");
    }
  }
}

/** What clients must be told of when it changes: the order has an event of its own. */
const shape = ({ sort_order: _, ...category }: Category) => JSON.stringify(category);

const mutedIn = (sidebar: Sidebar) =>
  new Set(sidebar.rows.filter((row) => row.muted).flatMap((row) => sidebar.contents.get(row.id) ?? []));

function checkedName(name: string): string {
  const checked = name.trim();
  if (!checked) throw badBody("display_name");
  return checked;
}
