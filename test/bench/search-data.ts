import type pg from "pg";
import { newId } from "../../core/platform/ids.js";
import { searchVector } from "../../core/platform/text/search-vector.js";

/** Numbers that are the same at every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws indexes 0 … size-1 whose frequency falls with the given power of their rank. */
export function zipf(size: number, power: number, chance: () => number): () => number {
  const sums = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank++) sums[rank] = sum += (rank + 1) ** -power;
  return () => {
    const wanted = chance() * sum;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

const CONSONANTS = "bcdfghjklmnpqrstvwz";
const VOWELS = "aeiou";

/** Words by rank: as in every language the frequent ones are the short ones. */
export function vocabulary(size: number): string[] {
  const chance = random(7);
  const pick = (letters: string) => letters[Math.floor(chance() * letters.length)] as string;
  const words = new Set<string>();
  while (words.size < size) {
    const length =
      words.size < 12
        ? 2
        : words.size < 200
          ? 3 + Math.floor(chance() * 2)
          : words.size < 2000
            ? 4 + Math.floor(chance() * 4)
            : 5 + Math.floor(chance() * 7);
    let word = "";
    while (word.length < length)
      word += pick(CONSONANTS) + (chance() < 0.8 ? pick(VOWELS) : pick(VOWELS) + pick(CONSONANTS));
    words.add(word.slice(0, length));
  }
  return [...words];
}

export interface Corpus {
  words: string[];
  channels: string[];
  /** A person in some 60 channels of all sizes. */
  typical: string[];
  /** A person in ten small channels. */
  light: string[];
  /** A person in every channel. */
  everywhere: string[];
}

const CHANNELS = 2000;
const VOCABULARY = 50_000;
const BATCH = 2000;

/**
 * Fills a migrated, empty database with messages of 5 to 30 words (Zipf over 50,000 words) in 2,000 channels (Zipf
 * 0.8). Every twentieth word from the 1,000th on is the speech of one twentieth of the channels only.
 */
export async function load(client: pg.Client, posts: number, log: (line: string) => void): Promise<Corpus> {
  const chance = random(1);
  const words = vocabulary(VOCABULARY);
  const channels = Array.from({ length: CHANNELS }, () => newId());
  const people = Array.from({ length: 500 }, () => newId());
  await client.query(
    `INSERT INTO users (id, create_at, update_at, username, email)
     SELECT id, 1, 1, 'user' || n, n || '@bench.invalid' FROM unnest($1::text[]) WITH ORDINALITY AS u(id, n)`,
    [people],
  );
  const team = newId();
  await client.query(
    "INSERT INTO teams (id, create_at, update_at, name, display_name, invite_id) VALUES ($1, 1, 1, 'bench', 'Bench', $1)",
    [team],
  );
  await client.query("INSERT INTO team_members (team_id, user_id, create_at) SELECT $1, unnest($2::text[]), 1", [
    team,
    people,
  ]);
  await client.query(
    `INSERT INTO channels (id, create_at, update_at, team_id, type, name, display_name)
     SELECT id, 1, 1, $2, 'O', 'channel-' || n, 'Channel ' || n FROM unnest($1::text[]) WITH ORDINALITY AS c(id, n)`,
    [channels, team],
  );
  const corpus = await populate(client, people, channels, words, chance);
  await client.query("DROP INDEX posts_words");
  await loadPosts(client, posts, people, corpus, chance, log);
  const start = performance.now();
  await client.query("SET maintenance_work_mem = '256MB'");
  await client.query("CREATE INDEX posts_words ON posts USING gin (search)");
  log(`index of words built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  await client.query(
    "UPDATE channels SET total_msg_count = n FROM (SELECT channel_id, count(*) AS n FROM posts GROUP BY 1) AS p WHERE id = channel_id",
  );
  await client.query("VACUUM ANALYZE");
  return corpus;
}

async function populate(
  client: pg.Client,
  people: string[],
  channels: string[],
  words: string[],
  chance: () => number,
): Promise<Corpus> {
  const byChannel = zipf(CHANNELS, 0.8, chance);
  const members = new Map<string, Set<string>>();
  const typical = people.slice(0, 20);
  const light = people.slice(20, 40);
  const everywhere = people.slice(40, 42);
  for (const person of typical) {
    const own = new Set<string>();
    while (own.size < 62) own.add(channels[chance() < 0.5 ? byChannel() : Math.floor(chance() * CHANNELS)] as string);
    members.set(person, own);
  }
  for (const person of light)
    members.set(
      person,
      new Set(Array.from({ length: 10 }, () => channels[800 + Math.floor(chance() * 1200)] as string)),
    );
  for (const person of everywhere) members.set(person, new Set(channels));
  for (const [person, own] of members)
    await client.query(
      "INSERT INTO channel_members (user_id, channel_id, create_at) SELECT $1, unnest($2::text[]), 1",
      [person, [...own]],
    );
  return { words, channels, typical, light, everywhere };
}

async function loadPosts(
  client: pg.Client,
  posts: number,
  people: string[],
  corpus: Corpus,
  chance: () => number,
  log: (line: string) => void,
) {
  const byWord = zipf(VOCABULARY, 1, chance);
  const byChannel = zipf(CHANNELS, 0.8, chance);
  const start = performance.now();
  const now = Date.now();
  for (let done = 0; done < posts; done += BATCH) {
    const rows = {
      id: [] as string[],
      at: [] as number[],
      person: [] as string[],
      channel: [] as string[],
      message: [] as string[],
      vector: [] as string[],
    };
    for (let index = done; index < Math.min(posts, done + BATCH); index++) {
      const channel = byChannel();
      const message = Array.from({ length: 5 + Math.floor(chance() * 26) }, () => {
        let rank = byWord();
        while (rank >= 1000 && rank % 20 === 0 && (rank / 20) % 20 !== channel % 20) rank = byWord();
        return corpus.words[rank];
      }).join(" ");
      rows.id.push(newId());
      rows.at.push(now - (posts - index) * 20_000);
      rows.person.push(people[Math.floor(chance() * people.length)] as string);
      rows.channel.push(corpus.channels[channel] as string);
      rows.message.push(message);
      rows.vector.push(searchVector(message));
    }
    await client.query(
      `INSERT INTO posts (id, create_at, update_at, user_id, channel_id, message, search)
       SELECT id, at, at, person, channel, message, vector::tsvector
       FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) AS p(id, at, person, channel, message, vector)`,
      Object.values(rows),
    );
    if ((done + BATCH) % 100_000 === 0)
      log(`${done + BATCH} messages after ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}
