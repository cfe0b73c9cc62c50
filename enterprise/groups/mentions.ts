import type { Host } from "../../core/edition/contract.js";
import type { CollectiveNames } from "../../core/edition/ports/collective-names.js";
import { statement } from "../../core/platform/database/database.js";

const NAMES = statement(
  "group_mentions.names",
  "SELECT name FROM groups WHERE delete_at = 0 AND allow_reference AND name IS NOT NULL",
);
const PEOPLE = statement(
  "group_mentions.people",
  `SELECT DISTINCT u.username FROM groups g JOIN group_members m ON m.group_id = g.id AND m.delete_at = 0
   JOIN users u ON u.id = m.user_id AND u.delete_at = 0 JOIN channel_members c ON c.user_id = u.id AND c.channel_id = $2
   WHERE g.delete_at = 0 AND g.allow_reference AND g.name = ANY($1)`,
);

/** How long the names of groups are believed, in ms: every message with an @ asks for them, and they hardly change. */
const BELIEVE = 10_000;

/** Lets messages call the people of a group by its name. */
export class GroupMentions implements CollectiveNames {
  #names: Promise<ReadonlySet<string>> | undefined;
  #until = 0;

  constructor(readonly host: Host) {}

  async resolve(names: readonly string[], channelId: string): Promise<readonly string[]> {
    const known = await this.#known();
    const called = names.filter((name) => known.has(name));
    if (called.length === 0) return names;
    const rows = await this.host.platform.db.rows<{ username: string }>(PEOPLE, [called, channelId]);
    return [...new Set([...names, ...rows.map(({ username }) => username)])];
  }

  /** Has the names read anew. */
  forget(): void {
    this.#until = 0;
  }

  #known(): Promise<ReadonlySet<string>> {
    if (this.#names && Date.now() < this.#until) return this.#names;
    this.#until = Date.now() + BELIEVE;
    this.#names = this.host.platform.db
      .rows<{ name: string }>(NAMES)
      .then((rows) => new Set(rows.map(({ name }) => name)))
      .catch((error: unknown) => {
        this.forget();
        throw error;
      });
    return this.#names;
  }
}
