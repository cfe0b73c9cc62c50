import type { CustomStatus } from "../../api/statuses.js";
import { AppError, badBody } from "../../platform/app-error.js";
import type { Preferences } from "../preferences/index.js";
import { teamAccessSettings, type Users } from "../users/index.js";

const CATEGORY = "custom_status";
const RECENT = "recent_custom_statuses";
/** How many of those used before are offered again. */
const MAX_RECENT = 5;
/** The room a preference has, in characters. */
const MAX_VALUE = 2000;
/** What Go clients send for "no time". */
const NO_TIME = /^0001-/;

const same = (a: CustomStatus, b: CustomStatus) => a.emoji === b.emoji && a.text === b.text;

/** The emoji and the line of text people show beside their names. They are kept where clients look: in the profile. */
export class CustomStatuses {
  constructor(
    readonly users: Users,
    readonly preferences: Preferences,
  ) {}

  /** @throws AppError 400, 501 */
  async set(userId: string, given: CustomStatus): Promise<void> {
    this.#checkEnabled();
    const status = complete(given);
    const user = await this.users.get(userId);
    await this.users.save(userId, { props: { ...user.props, customStatus: JSON.stringify(status) } });
    const others = (await this.#recent(userId)).filter((known) => !same(known, status));
    await this.#saveRecent(userId, [status, ...others]);
  }

  /** @throws AppError 501 */
  async clear(userId: string): Promise<void> {
    this.#checkEnabled();
    const user = await this.users.get(userId);
    if (user.props.customStatus) await this.users.save(userId, { props: { ...user.props, customStatus: "" } });
  }

  /** Does not offer this one again. @throws AppError 501 */
  async forget(userId: string, status: CustomStatus): Promise<void> {
    this.#checkEnabled();
    const recent = await this.#recent(userId);
    await this.#saveRecent(
      userId,
      recent.filter((known) => !same(known, status)),
    );
  }

  #checkEnabled() {
    if (!this.users.platform.config.get(teamAccessSettings.EnableCustomUserStatuses)) {
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Custom statuses" });
    }
  }

  async #recent(userId: string): Promise<CustomStatus[]> {
    const kept = await this.preferences.find(userId, CATEGORY, RECENT);
    try {
      const list: unknown = JSON.parse(kept?.value || "[]");
      return Array.isArray(list) ? list : [];
    } catch {
      // Clients can write this preference as well; what is no list is none.
      return [];
    }
  }

  async #saveRecent(userId: string, list: CustomStatus[]) {
    const kept = list.slice(0, MAX_RECENT);
    while (JSON.stringify(kept).length > MAX_VALUE) kept.pop();
    await this.preferences.save(userId, [{ category: CATEGORY, name: RECENT, value: JSON.stringify(kept) }]);
  }
}

/** Fills in what may be left out. @throws AppError 400 */
function complete(given: CustomStatus): Required<CustomStatus> {
  const { emoji = "", text = "", duration = "", expires_at: end = "" } = given;
  if (!emoji && !text.trim()) throw badBody("text");
  const ends = end && !NO_TIME.test(end) ? Date.parse(end) : undefined;
  if (ends !== undefined && !(ends > Date.now())) throw badBody("expires_at");
  if (duration && ends === undefined) throw badBody("expires_at");
  return {
    emoji: emoji || "speech_balloon",
    text: text.trim(),
    duration,
    expires_at: ends === undefined ? "0001-01-01T00:00:00Z" : new Date(ends).toISOString(),
  };
}
