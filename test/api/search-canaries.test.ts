import assert from "node:assert/strict";
import { newId } from "../../core/platform/ids.js";
import { searchVector } from "../../core/platform/text/search-vector.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PEOPLE = 12;
const CHANNELS = 18;
const CANARIES = 5_000;

interface Found {
  order: string[];
  posts: Record<string, { channel_id: string }>;
}

describe("search among secrets", () => {
  let server: TestServer;
  let ada: Person;
  let team: { id: string };
  const people: Person[] = [];
  const channels: { id: string }[] = [];
  /** Ids of the canaries of each channel. */
  const canaries = new Map<string, string[]>();
  const isIn = (person: number, channel: number) => (person * 7 + channel * 5) % 4 === 0;

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    team = await aTeam(ada, "vault");
    for (let index = 0; index < PEOPLE; index++) people.push(await aUser(ada, `person${index}`));
    await join(ada, team, ...people);
    for (let index = 0; index < CHANNELS; index++) {
      const channel = await aChannel(ada, team, `vault-${index}`, index % 2 ? "P" : "O");
      await add(ada, channel, ...people.filter((_, person) => isIn(person, index)));
      channels.push(channel);
      canaries.set(channel.id, []);
    }
    const rows = Array.from({ length: CANARIES }, (_, index) => {
      const channel = channels[(index * 13) % CHANNELS] as { id: string };
      const message = `canary ${index % 10 ? "common" : "scarce"} token${index}`;
      const id = newId();
      canaries.get(channel.id)?.push(id);
      return { id, channel: channel.id, message, vector: searchVector(message), at: 1_700_000_000_000 + index };
    });
    await server.sql(
      `INSERT INTO posts (id, create_at, update_at, user_id, channel_id, message, search)
       SELECT id, at, at, $2, channel, message, vector::tsvector
       FROM jsonb_to_recordset($1::jsonb) AS r(id text, channel text, message text, vector text, at bigint)`,
      [JSON.stringify(rows), ada.id],
    );
    await server.sql(
      "UPDATE channels SET total_msg_count = n FROM (SELECT channel_id, count(*) AS n FROM posts GROUP BY 1) p WHERE id = channel_id",
    );
    await server.sql("ANALYZE");
  });
  after(() => server.stop());

  /** Everything a search finds, page by page. */
  async function everything(person: Person, terms: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (let page = 0; ; page++) {
      const { order, posts } = await person.post<Found>("/posts/search", { terms, page, per_page: 100 });
      for (const id of order) {
        assert.ok(!found.has(id), "nothing twice");
        found.set(id, posts[id]?.channel_id ?? "");
      }
      if (order.length < 100) return found;
    }
  }

  it("gives each person exactly what lies in their channels", async () => {
    for (const [index, person] of people.entries()) {
      const readable = channels.filter((_, channel) => isIn(index, channel));
      const expected = readable.flatMap((channel) => canaries.get(channel.id) ?? []);
      assert.deepEqual([...(await everything(person, "canary")).keys()].sort(), expected.sort(), person.username);
    }
  });

  it("lets no kind of search through to other channels", async () => {
    const all = channels.map((channel) => `in:${channel.id}`).join(" ");
    for (const terms of [
      "scarce",
      "can*",
      '"canary scarce"',
      "-scarce canary",
      "from:ada -unknown",
      "before:2030-01-01 common",
      `${all} canary`,
      "token1* token2*",
    ]) {
      for (const [index, person] of people.slice(0, 4).entries()) {
        const readable = new Set(channels.filter((_, channel) => isIn(index, channel)).map((channel) => channel.id));
        for (const channel of (await everything(person, terms)).values())
          assert.ok(readable.has(channel) || !canaries.has(channel), terms);
      }
    }
  });
});
