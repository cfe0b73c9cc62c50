import type { Database } from "../../platform/database/database.js";
import { newId } from "../../platform/ids.js";
import { type Missed, pushQueries as queries } from "./queries.js";
import { pushStore as store } from "./store.js";

/** A server that has not been heard of for this long (ms) is dead. */
const DEAD_AFTER = 90_000;
/** How long after a sign of life a server may still have written messages, ms: until the next one, and some more. */
const NEXT_SIGN = 45_000;
/** A message can be known to the database for a moment before anything else hears of it, ms. */
const OVERLAP = 15_000;
const PAGE = 500;

/**
 * What a server had not written down when it died. Notifications are written after the message, so that messages stay
 * cheap; a server that dies in between leaves messages nobody was told of. So each server says now and then until when it
 * has done its part, and whoever finds that another does so no more decides anew about the messages since then.
 */
export class CatchUp {
  readonly #id = newId();

  constructor(
    readonly db: Database,
    /** Decides about a message whom nobody may have been told of. */
    readonly tell: (missed: Missed) => Promise<void>,
  ) {}

  /** Says that this server lives. `oldest`: since when (ms) something is being written down; undefined = nothing is. */
  async sign(oldest: number | undefined, now = Date.now()): Promise<void> {
    await store.sign(this.db, this.#id, Math.min(oldest ?? now, now) - OVERLAP, now);
  }

  /** This server has done its part. */
  leave = () => store.leave(this.db, this.#id);

  /** Does what dead servers left undone; when this one dies over it, the next finds it undone. */
  async look(now = Date.now()): Promise<void> {
    await this.db.transaction(async (tx) => {
      for (const { noted_until: from, seen_at: seen } of await store.takeDead(tx, now - DEAD_AFTER))
        await this.#since(from, seen + NEXT_SIGN);
    });
  }

  async #since(from: number, to: number): Promise<void> {
    for (let after = { create_at: from, id: "" }; ; ) {
      const page = await queries.missed(this.db, after, to, PAGE);
      for (const missed of page) await this.tell(missed);
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.post;
    }
  }
}
