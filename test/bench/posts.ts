import type pg from "pg";
import { newId } from "../../core/platform/ids.js";
import { searchVector } from "../../core/platform/text/search-vector.js";
import { databaseOf } from "../support/live-server.js";
import { bestAndTypical, type Cost, costOf, cpu, databaseCpu } from "./gauge.js";
import { any, ask, during, type Options, sentence, type Town, WRITERS } from "./town.js";

/** The least a message can cost: its row, the counters of its channel and what its author has read. */
const FLOOR = {
  name: "floor",
  text: `WITH c AS (
      UPDATE channels SET total_msg_count = total_msg_count + 1, total_msg_count_root = total_msg_count_root + 1,
        last_post_at = greatest($2, last_post_at + 1), last_root_post_at = greatest($2, last_post_at + 1)
      WHERE id = $4 RETURNING total_msg_count, total_msg_count_root, last_post_at
    ), p AS (
      INSERT INTO posts (id, create_at, update_at, user_id, channel_id, message, pending_post_id, search)
      SELECT $1, last_post_at, last_post_at, $3, $4, $5, $6, $7::tsvector FROM c
    )
    UPDATE channel_members m SET msg_count = c.total_msg_count, msg_count_root = c.total_msg_count_root, last_viewed_at = c.last_post_at
    FROM c WHERE m.channel_id = $4 AND m.user_id = $3`,
};

export interface Figures {
  best: Cost;
  typical: Cost;
}

/** Writes one message as a client does. */
export async function post(town: Town, loop: number, channelId = any(town.channels).id): Promise<void> {
  const writer = town.writers[loop % WRITERS] as Town["writers"][number];
  const pending_post_id = `${writer.id}:${newId()}`;
  await ask(town, writer, "POST", "/posts", { channel_id: channelId, message: sentence(), pending_post_id });
}

/** What a message costs when so many people write at a time. */
export async function measurePosts(town: Town, options: Options, atATime: number): Promise<Figures> {
  await during(options.seconds / 2, atATime, (loop) => post(town, loop));
  const costs: Cost[] = [];
  for (let turn = 0; turn < options.repeat; turn++) {
    const work = () => during(options.seconds, atATime, (loop) => post(town, loop));
    costs.push(
      await costOf(
        work,
        () => cpu(town.server.pid),
        () => databaseCpu(town.server),
      ),
    );
  }
  return bestAndTypical(costs);
}

/** What the bare statement costs, with the driver that runs it in the server's place. */
export async function measureInsert(town: Town, options: Options, atATime: number): Promise<Figures> {
  const clients: pg.Client[] = [];
  for (let number = 0; number < atATime; number++) clients.push(databaseOf(town.server.data));
  await Promise.all(clients.map((client) => client.connect()));
  const insert = async (loop: number) => {
    const writer = town.writers[loop % WRITERS] as Town["writers"][number];
    const message = sentence();
    const values = [
      newId(),
      Date.now(),
      writer.id,
      any(town.channels).id,
      message,
      `${writer.id}:${newId()}`,
      searchVector(message),
    ];
    await clients[loop]?.query({ ...FLOOR, values });
  };
  try {
    await during(options.seconds / 2, atATime, insert);
    const costs: Cost[] = [];
    for (let turn = 0; turn < options.repeat; turn++) {
      const own = () => process.cpuUsage().user + process.cpuUsage().system;
      costs.push(
        await costOf(
          () => during(options.seconds, atATime, insert),
          own,
          () => databaseCpu(town.server),
        ),
      );
    }
    return bestAndTypical(costs);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}
