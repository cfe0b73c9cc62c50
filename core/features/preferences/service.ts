import type { Preference } from "../../api/preferences.js";
import { AppError, badBody, notFound } from "../../platform/app-error.js";
import { postgresError, type Queryable } from "../../platform/database/database.js";
import type { Platform } from "../../platform/platform.js";
import { preferenceStore } from "./store.js";

/** Saved messages are preferences too, and so is each conversation shown in a sidebar. */
const MAX_KEPT = 20_000;

type Entry = Omit<Preference, "user_id">;

/** What each person prefers. Nobody else is ever told. */
export class Preferences {
  constructor(readonly platform: Platform) {}

  all = (userId: string) => preferenceStore.all(this.platform.db, userId);

  /** @throws AppError 404 when the category is empty. */
  async category(userId: string, category: string): Promise<Preference[]> {
    const found = await preferenceStore.category(this.platform.db, userId, category);
    if (found.length === 0) throw notFound("preference");
    return found;
  }

  /** Those of one category; none is no error. Reads in a transaction when one is given. */
  inCategory = (userId: string, category: string, db: Queryable = this.platform.db) =>
    preferenceStore.category(db, userId, category);

  find = (userId: string, category: string, name: string) =>
    preferenceStore.one(this.platform.db, userId, category, name);

  /** Writes preferences and tells the person's other clients what changed. @throws AppError 400, 404 */
  async save(userId: string, list: readonly Entry[]): Promise<void> {
    for (const [index, entry] of list.entries()) checkValue(entry, `${index}.value`);
    const wanted = distinct(list);
    if ((await preferenceStore.with(this.platform.db, userId, wanted)) > MAX_KEPT)
      throw new AppError("app.preference.save.limit.app_error", { limit: MAX_KEPT });
    const changed = await preferenceStore.save(this.platform.db, userId, wanted).catch((error) => {
      // An administrator may name anybody, also somebody who does not exist.
      throw postgresError(error)?.code === "23503" ? notFound("person") : error;
    });
    if (changed.length > 0) this.#tell(userId, "preferences_changed", changed);
  }

  /** Deletes preferences and tells the person's other clients which. */
  async delete(userId: string, list: readonly Pick<Preference, "category" | "name">[]): Promise<void> {
    const gone = await preferenceStore.delete(this.platform.db, userId, distinct(list));
    if (gone.length > 0) this.#tell(userId, "preferences_deleted", gone);
  }

  #tell(userId: string, event: "preferences_changed" | "preferences_deleted", preferences: Preference[]) {
    this.platform.events.emit(event === "preferences_changed" ? "preferences.changed" : "preferences.deleted", {
      userId,
      preferences,
    });
    this.platform.hub.publish({
      event,
      data: { preferences: JSON.stringify(preferences) },
      broadcast: { user_id: userId },
      audience: { users: [userId] },
    });
  }
}

/** The last of each category and name, in one order for everybody, so that two writers never wait for each other. */
function distinct<T extends Pick<Preference, "category" | "name">>(list: readonly T[]): T[] {
  const byKey = new Map(list.map((entry) => [JSON.stringify([entry.category, entry.name]), entry]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** A theme is drawn from its colours by every client: nothing but texts by name may be in it. */
function checkValue(entry: Entry, field: string) {
  if (entry.category !== "theme" || entry.value === "") return;
  let theme: unknown;
  try {
    theme = JSON.parse(entry.value);
  } catch {
    throw badBody(field);
  }
  const isMap = typeof theme === "object" && theme !== null && !Array.isArray(theme);
  if (!isMap || Object.values(theme as object).some((value) => typeof value !== "string")) throw badBody(field);
}
