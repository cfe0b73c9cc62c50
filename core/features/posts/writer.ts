import { type Database, postgresError } from "../../platform/database/database.js";
import { steadyNow } from "../../platform/steady-time.js";
import { WRITE, WRITE_PLAIN } from "./write.sql.js";

/** A message on its way into the database, with everything its transaction needs to know. */
export interface NewPost {
  id: string;
  user_id: string;
  channel_id: string;
  root_id: string;
  message: string;
  type: string;
  props: Record<string, unknown>;
  hashtags: string;
  file_ids: readonly string[];
  pending_post_id: string;
  /** A tsvector literal. */
  search: string;
  priority: Record<string, unknown> | null;
  /** User names after an @. */
  names: readonly string[];
  /** Keywords of people that occur. */
  words: readonly string[];
  /** Whether it mentions everybody in the channel. */
  everybody: boolean;
  /** People mentioned because they are here. */
  here: readonly string[];
  /** Announces somebody coming or going: counts as unread for nobody. */
  silent: boolean;
  must_be_member: boolean;
  /** People to be notified again until they answer, each after so many ms. */
  repeat_to: readonly string[];
  repeat_after: number;
  /** Whether writing shows that the author has read (people do, machines do not). */
  reads: boolean;
}

/** What the database decided about a message. */
export interface Written {
  id: string;
  /** Its time, ms; unique in its channel. */
  at: number;
  mentioned: string[];
  reply_count: number | null;
  last_reply_at: number | null;
  participants: string[] | null;
}

interface Waiting {
  post: NewPost;
  resolve(written: Written | undefined): void;
  reject(error: unknown): void;
}

interface Lane {
  waiting: Waiting[];
  busy: boolean;
}

/** Messages per statement; beyond some dozens a larger statement is no cheaper per message. */
const BATCH = 64;
/** Statements under way at a time. A channel always has the same lane, so that its messages gather. */
const LANES = 2;
const DEADLOCK = "40P01";
/** Classes of errors that speak of the data: what was sent is wrong, and nothing was written. */
const REFUSED = /^(22|23|54)/;

/**
 * Writes messages. Those that come while a statement is under way are written together by the next one, so that a busy
 * channel costs one lock and one commit for all of them; a quiet server writes each at once.
 */
export class PostWriter {
  readonly #lanes: Lane[] = Array.from({ length: LANES }, () => ({ waiting: [], busy: false }));

  constructor(
    readonly db: Database,
    readonly autoFollow: () => boolean,
  ) {}

  /** Writes a message; undefined when it was left out: sent before, or its channel, root or membership is gone. */
  write(post: NewPost): Promise<Written | undefined> {
    const lane = this.#lanes[post.channel_id.charCodeAt(25) % LANES] as Lane;
    return new Promise((resolve, reject) => {
      lane.waiting.push({ post, resolve, reject });
      if (!lane.busy) void this.#work(lane);
    });
  }

  async #work(lane: Lane) {
    lane.busy = true;
    // What arrives in the same turn of the event loop shares the first statement already.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (lane.waiting.length > 0) await this.#flush(takeBatch(lane.waiting));
    lane.busy = false;
  }

  async #flush(batch: Waiting[]) {
    try {
      const written = await this.#run(batch.map(({ post }) => post));
      const byId = new Map(written.map((row) => [row.id, row]));
      for (const { post, resolve } of batch) resolve(byId.get(post.id));
    } catch (error) {
      // One message the database refuses must not take the others with it. When the database is gone, all have failed:
      // whether they were written nobody knows, and their senders will ask again.
      const refused = REFUSED.test(postgresError(error)?.code ?? "");
      if (refused && batch.length > 1) for (const one of batch) await this.#flush([one]);
      else for (const { reject } of batch) reject(error);
    }
  }

  async #run(posts: NewPost[], attempt = 1): Promise<Written[]> {
    const values = [JSON.stringify(posts.map((post, n) => ({ n, ...post }))), steadyNow()];
    try {
      if (posts.every(isPlain)) return await this.db.rows<Written>(WRITE_PLAIN, values);
      return await this.db.rows<Written>(WRITE, [...values, this.autoFollow()]);
    } catch (error) {
      if (postgresError(error)?.code === DEADLOCK && attempt < 4) return this.#run(posts, attempt + 1);
      throw error;
    }
  }
}

/** Whether a message replies to nothing, mentions and notifies nobody and has no files. */
const isPlain = (post: NewPost) =>
  post.root_id === "" &&
  !post.everybody &&
  post.names.length + post.words.length + post.here.length + post.file_ids.length + post.repeat_to.length === 0;

/** The next messages to be written together; a message sent twice waits for its first copy to be committed. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  const batch: Waiting[] = [];
  const later: Waiting[] = [];
  const seen = new Set<string>();
  while (waiting.length > 0 && batch.length < BATCH) {
    const next = waiting.shift() as Waiting;
    const key = next.post.pending_post_id && `${next.post.user_id} ${next.post.pending_post_id}`;
    if (key && seen.has(key)) later.push(next);
    else batch.push(next);
    seen.add(key);
  }
  waiting.unshift(...later);
  return batch;
}
