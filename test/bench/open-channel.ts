import { databaseOf } from "../support/live-server.js";
import type { Person } from "../support/people.js";
import { bestAndTypical, type Cost, costOf, cpu, databaseCpu } from "./gauge.js";
import type { Figures } from "./posts.js";
import { ask, during, type Options, type Town } from "./town.js";

const MESSAGES = 20_000;
const MEMBERS = 200;

export interface OpenFigures extends Figures {
  /** Milliseconds until everything is there, for one client alone. */
  p50: number;
  p95: number;
}

/** A channel with many members and a long history, as years make them. */
export async function fillChannel(town: Town): Promise<string> {
  const { id } = town.channels[0] as { id: string };
  const [author] = town.writers as [Person];
  await town.server.sql(
    `INSERT INTO users SELECT (jsonb_populate_record(u, jsonb_build_object('id', 'member' || lpad(n::text, 20, '0'),
       'username', 'member' || n, 'email', 'member' || n || '@example.org'))).*
     FROM users u, generate_series(1, $2::int) n WHERE u.id = $1`,
    [author.id, MEMBERS],
  );
  await town.server.sql(
    "INSERT INTO channel_members (channel_id, user_id, create_at) SELECT $1, id, 0 FROM users WHERE id LIKE 'member%' ON CONFLICT DO NOTHING",
    [id],
  );
  await town.server.sql(
    `INSERT INTO posts (id, create_at, update_at, user_id, channel_id, message, has_reactions)
     SELECT 'past' || lpad(n::text, 22, '0'), $2::bigint + n, $2::bigint + n, 'member' || lpad((1 + n % $4)::text, 20, '0'), $1,
       'A message of some years ago that says a few words more than it must, number ' || n, n % 10 = 0
     FROM generate_series(1, $3::int) n`,
    [id, Date.now() - MESSAGES - 1000, MESSAGES, MEMBERS],
  );
  await town.server.sql(
    `INSERT INTO reactions (post_id, user_id, emoji_name, channel_id, create_at)
     SELECT p.id, u.id, 'smile', $1, p.create_at FROM posts p, (SELECT id FROM users WHERE id LIKE 'member%' LIMIT 3) u
     WHERE p.channel_id = $1 AND p.has_reactions`,
    [id],
  );
  await town.server.sql(
    "UPDATE channels SET total_msg_count = total_msg_count + $2, total_msg_count_root = total_msg_count_root + $2 WHERE id = $1",
    [id, MESSAGES],
  );
  await town.server.sql("ANALYZE");
  return id;
}

/** Everything a client asks when a person clicks on a channel. */
async function open(town: Town, person: Person, channelId: string): Promise<void> {
  const list = JSON.parse(
    await ask(town, person, "GET", `/channels/${channelId}/posts?page=0&per_page=60&collapsedThreads=true`),
  );
  const authors = [
    ...new Set(Object.values(list.posts as Record<string, { user_id: string }>).map((each) => each.user_id)),
  ];
  const opened = { user_id: person.id, category: "channel_open_time", name: channelId, value: String(Date.now()) };
  await Promise.all([
    ask(town, person, "POST", "/users/ids", authors),
    ask(town, person, "POST", "/users/status/ids", authors),
    ask(town, person, "GET", `/channels/${channelId}/stats`),
    ask(town, person, "GET", `/channels/${channelId}/members/me`),
    ask(town, person, "POST", "/channels/members/me/view", { channel_id: channelId, prev_channel_id: "" }),
    ask(town, person, "PUT", "/users/me/preferences", [opened]),
  ]);
}

export async function measureOpening(town: Town, options: Options, channelId: string): Promise<OpenFigures> {
  const step = (loop: number) => open(town, town.writers[loop % town.writers.length] as Person, channelId);
  await during(options.seconds / 2, 4, step);
  const times: number[] = [];
  await during(options.seconds, 1, async (loop) => {
    const start = performance.now();
    await step(loop);
    times.push(performance.now() - start);
  });
  times.sort((a, b) => a - b);
  const costs: Cost[] = [];
  for (let turn = 0; turn < options.repeat; turn++) {
    costs.push(
      await costOf(
        () => during(options.seconds, 4, step),
        () => cpu(town.server.pid),
        () => databaseCpu(town.server),
      ),
    );
  }
  const part = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { ...bestAndTypical(costs), p50: part(0.5), p95: part(0.95) };
}

/** The least opening a channel can cost: one prepared statement for its newest rows. */
export async function measureSelect(town: Town, options: Options, channelId: string): Promise<Figures> {
  const client = databaseOf(town.server.data);
  await client.connect();
  const text =
    "SELECT * FROM posts WHERE channel_id = $1 AND original_id = '' AND delete_at = 0 ORDER BY create_at DESC, id DESC LIMIT 60";
  const select = () => client.query({ name: "newest", text, values: [channelId] });
  try {
    await during(options.seconds / 2, 1, select);
    const costs: Cost[] = [];
    for (let turn = 0; turn < options.repeat; turn++) {
      const own = () => process.cpuUsage().user + process.cpuUsage().system;
      costs.push(
        await costOf(
          () => during(options.seconds, 1, select),
          own,
          () => databaseCpu(town.server),
        ),
      );
    }
    return bestAndTypical(costs);
  } finally {
    await client.end();
  }
}
