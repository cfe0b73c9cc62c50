import { newId } from "../../../core/platform/ids.js";
import type { Role } from "./people.js";

/**
 * Whose business a text is: all of the team, all but its guests, a private channel, two people, one, or those who run
 * the server.
 */
export const levels = ["team", "public", "private", "direct", "own", "stranger", "server"] as const;
export type Level = (typeof levels)[number];

const everything: Level[] = ["team", "public", "private", "direct", "own", "server"];

/** What must never reach a role. `own` belongs to the member; `stranger` to somebody no guest shares a channel with. */
export const blind: Record<Role, readonly Level[]> = {
  anonymous: [...everything, "stranger"],
  expired: [...everything, "stranger"],
  outsider: everything,
  teammate: ["private", "direct", "own", "server"],
  guest: ["public", "direct", "own", "stranger", "server"],
  bot: ["direct", "own", "server"],
  member: ["server"],
  channelAdmin: ["own", "server"],
  teamAdmin: ["private", "direct", "own", "server"],
  systemAdmin: [],
};

/** The word every secret begins with: a search for it must not find one. */
export const BAIT = "kanarie";
const WORD = new RegExp(`${BAIT}-(${levels.join("|")})-\\d+`, "gi");

/** Texts and ids of a world, with whose business they are. */
export class Secrets {
  #count = 0;
  readonly hidden = new Map<string, Level>();

  /** A text nobody else writes, which tells its level. */
  word(level: Level): string {
    return `${BAIT}-${level}-${++this.#count}`;
  }

  /** Remembers an id or an address as known to those of a level only; returns it. */
  hide(id: string, level: Level): string {
    this.hidden.set(id, level);
    return id;
  }

  /** Every secret in a text that a role must not see: words, and ids they did not name themselves in `asked`. */
  leaks(role: Role, text: string, asked = ""): string[] {
    const hides = (level: Level | undefined) => level !== undefined && blind[role].includes(level);
    const words = [...text.matchAll(WORD)].filter((match) => hides(match[1]?.toLowerCase() as Level));
    const ids = [...text.matchAll(/[a-z0-9]{26}/g)].filter((match) => hides(this.hidden.get(match[0])));
    return [...new Set([...words, ...ids].map((match) => match[0]))].filter((found) => !asked.includes(found));
  }

  /** The same value with every id that is hidden from a role replaced by one that nothing has. */
  withUnknown<T>(role: Role, value: T, made = new Map<string, string>()): T {
    if (typeof value === "string") return this.#unknown(role, value, made) as T;
    if (Array.isArray(value)) return value.map((item) => this.withUnknown(role, item, made)) as T;
    if (value && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype)
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, this.withUnknown(role, item, made)]),
      ) as T;
    return value;
  }

  #unknown(role: Role, text: string, made: Map<string, string>): string {
    const level = this.hidden.get(text);
    if (!level || !blind[role].includes(level)) return text;
    const other = made.get(text) ?? (/^[a-z0-9]{26}$/.test(text) ? newId() : `${text}x`);
    made.set(text, other);
    return other;
  }
}
