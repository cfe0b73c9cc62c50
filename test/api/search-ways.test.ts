import assert from "node:assert/strict";
import fc from "fast-check";
import type { SearchRequest } from "../../core/edition/ports/search-engine.js";
import { DatabaseSearch } from "../../core/features/search/database-engine.js";
import type { Way } from "../../core/features/search/plan.js";
import { postQuery } from "../../core/features/search/post-query.js";
import { indexQuery, parseQuery } from "../../core/features/search/query.js";
import { AppError } from "../../core/platform/app-error.js";
import { Database, statement } from "../../core/platform/database/database.js";
import { newId } from "../../core/platform/ids.js";
import { searchVector } from "../../core/platform/text/search-vector.js";
import { testDatabase } from "../support/server.js";

const WORDS = [
  "the",
  "of",
  "deploy",
  "deployment",
  "server",
  "10.0.0.1",
  "PLT-42",
  "東京都",
  "検索",
  "#tag",
  "@ann",
  "naïve",
  "c++",
  "https://x.example/a",
];
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

describe("search by every way", () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let db: Database;
  const people = [newId(), newId(), newId()];
  const channels = Array.from({ length: 6 }, () => newId());
  const messages = new Map<string, { message: string; at: number; channel: string; author: string; gone: boolean }>();
  const sql = (text: string, values: unknown[] = []) => db.rows<{ id: string }>(statement("", text), values);

  before(async () => {
    database = await testDatabase();
    db = Database.open(database.connection);
    for (const [index, id] of people.entries())
      await sql("INSERT INTO users (id, create_at, update_at, username, email) VALUES ($1, 1, 1, $2, $2)", [
        id,
        `person${index}`,
      ]);
    for (const [index, id] of channels.entries())
      await sql("INSERT INTO channels (id, create_at, update_at, type, name) VALUES ($1, 1, 1, 'O', $2)", [
        id,
        `c${index}`,
      ]);
    let seed = 5;
    const pick = <T>(list: readonly T[]): T => {
      seed = (seed * 48_271) % 2_147_483_647;
      return list[seed % list.length] as T;
    };
    for (let index = 0; index < 600; index++) {
      const id = newId();
      const message = Array.from({ length: 1 + (index % 9) }, () => pick(WORDS)).join(" ");
      const at = START + Math.floor(index / 2) * 6 * 3_600_000;
      const kind = index % 40;
      const post = {
        message,
        at,
        channel: pick(channels),
        author: pick(people),
        gone: kind === 7 || kind === 8 || kind === 9,
      };
      messages.set(id, post);
      await sql(
        `INSERT INTO posts (id, create_at, update_at, delete_at, original_id, type, channel_id, user_id, message, search, is_pinned, file_ids)
         VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9::tsvector, $10, $11)`,
        [
          id,
          at,
          kind === 7 || kind === 8 ? 1 : 0,
          kind === 8 ? "older" : "",
          kind === 9 ? "system_join_channel" : "",
          post.channel,
          post.author,
          message,
          searchVector(message),
          index % 10 === 0,
          index % 6 ? [] : [newId()],
        ],
      );
      if (index % 10 === 1)
        await sql("INSERT INTO preferences (user_id, category, name, value) VALUES ($1, 'flagged_post', $2, 'true')", [
          people[0],
          id,
        ]);
    }
    await sql("ANALYZE posts");
  });
  after(async () => {
    await db?.close();
    await database?.drop();
  });

  const requestOf = (text: string, more: Partial<SearchRequest> = {}): SearchRequest => ({
    ...parseQuery(text, { now: START + 100 * DAY, offset: 0 }, { any: more.any }),
    userId: people[0] as string,
    channels: channels.slice(0, 4).map((id) => ({ id, messages: 100 })),
    authors: { include: [], exclude: [] },
    offset: 0,
    limit: 1000,
    ...more,
  });

  const run = async (request: SearchRequest, way: Way, bound?: number) => {
    const { text, values } = postQuery(request, indexQuery(request), { way, cost: 0, bound });
    return (await sql(text, values)).map((row) => row.id);
  };

  it("finds the same messages", async () => {
    const term = fc
      .tuple(
        fc.constantFrom("", "", "-"),
        fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "*"),
      )
      .map(([sign, words, star]) => (words.length > 1 ? `${sign}"${words.join(" ")}"` : `${sign}${words[0]}${star}`));
    const filter = fc.constantFrom(
      "",
      "before:2026-02-01",
      "after:2026-01-20",
      "on:2026-01-15 on:2026-01-20",
      "-on:2026-01-15",
      "during:2026-02",
      "has:pin",
      "-has:pin",
      "is:saved",
      "has:link",
      "has:file",
    );
    const authors = fc.record({ include: fc.subarray(people), exclude: fc.subarray(people, { maxLength: 1 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(term, { maxLength: 3 }),
        filter,
        authors,
        fc.boolean(),
        async (terms, rest, who, any) => {
          const request = requestOf([...terms, rest].join(" "), { authors: who, any });
          const words = indexQuery(request);
          const all = await run(request, "channels");
          assert.deepEqual(await run(request, "recent", 10_000), all, "recent");
          assert.deepEqual(await run(request, "each-channel"), all, "each-channel");
          if (words?.lookup) assert.deepEqual(await run(request, "words"), all, "words");
          if (who.include.length) assert.deepEqual(await run(request, "authors"), all, "authors");
          if (rest === "has:pin" || rest === "is:saved") assert.deepEqual(await run(request, "listed"), all, "listed");
          for (const id of all) {
            const post = messages.get(id);
            assert.ok(post && !post.gone && channels.indexOf(post.channel) < 4);
            assert.ok(!who.include.length || who.include.includes(post.author));
            assert.ok(!who.exclude.includes(post.author));
          }
          const times = all.map((id) => messages.get(id)?.at ?? 0);
          assert.deepEqual(
            times,
            [...times].sort((one, other) => other - one),
            "newest first",
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it("pages without gaps or repetitions", async () => {
    const engine = new DatabaseSearch(db);
    for (const text of ["the", "deploy*", '"the of"', "-server", "has:pin", "検"]) {
      const whole = await engine.messages(requestOf(text));
      const paged: string[] = [];
      for (let offset = 0; offset <= whole.length; offset += 3)
        paged.push(...(await engine.messages(requestOf(text, { offset, limit: 3 }))));
      assert.deepEqual(paged, whole, text);
      assert.ok(whole.length > 2, text);
    }
  });

  it("finds nothing where nothing may be read", async () => {
    assert.deepEqual(await new DatabaseSearch(db).messages(requestOf("the", { channels: [] })), []);
  });

  it("gives up in time and says so", async () => {
    await sql(
      "CREATE FUNCTION slow(text) RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT pg_sleep(0.02) IS NOT NULL'",
    );
    await sql("ALTER TABLE posts ENABLE ROW LEVEL SECURITY");
    await sql("ALTER TABLE posts FORCE ROW LEVEL SECURITY");
    await sql("CREATE POLICY slow ON posts USING (slow(id))");
    try {
      await assert.rejects(
        new DatabaseSearch(db, () => 50).messages(requestOf("the")),
        (error) => error instanceof AppError && error.id === "app.search.timeout.app_error",
      );
    } finally {
      await sql("ALTER TABLE posts DISABLE ROW LEVEL SECURITY");
    }
    assert.ok((await new DatabaseSearch(db).messages(requestOf("the"))).length > 0);
  });
});
