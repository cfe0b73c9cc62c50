import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { CuttingProxy } from "../support/cutting-proxy.js";
import { LiveServer } from "../support/live-server.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { ResumingClient } from "../support/resuming-client.js";
import { until } from "../support/until.js";

const PEOPLE = 20;
const SOCKETS = 200;
const CUTS = 1000;
const WRITERS = 3;

describe("cutting sockets", function () {
  this.timeout(600_000);
  let server: LiveServer;
  let proxy: CuttingProxy;
  let ada: Person;
  let people: Person[];
  let channel: { id: string };
  let clients: ResumingClient[];

  before(async () => {
    server = await LiveServer.start();
    proxy = await CuttingProxy.to(server.port);
    ada = await anAdmin(server);
    const team = await aTeam(ada, "crew");
    channel = await aChannel(ada, team, "live");
    people = [];
    for (let number = 0; number < PEOPLE; number++) people.push(await aUser(ada, `person${number}`));
    await join(ada, team, ...people);
    await add(ada, channel, ...people);
    clients = Array.from(
      { length: SOCKETS },
      (_, at) => new ResumingClient(people[at % PEOPLE] as Person, `ws://127.0.0.1:${proxy.port}`, channel.id),
    );
    await Promise.all(clients.map((client) => client.start()));
  });
  after(async () => {
    for (const client of clients) client.stop();
    await proxy.close();
    await server.stop();
  });

  /** Writes until it is told to end, through kills of the server, and returns the ids. */
  async function write(writer: Person, name: string, goesOn: () => boolean): Promise<string[]> {
    const ids: string[] = [];
    for (let number = 0; goesOn(); number++) {
      const pending_post_id = `${writer.id}:${name}${number}`;
      for (;;) {
        const post = await aPost(writer, channel, `${name} ${number}`, { pending_post_id }).catch(() => undefined);
        if (post) ids.push(post.id);
        if (post) break;
        await delay(50);
      }
      await delay(30 + Math.random() * 60);
    }
    return ids;
  }

  /** Cuts one random open socket: in the open, or so that the server does not notice before the client is back. */
  function cutOne(): boolean {
    const port = clients[Math.floor(Math.random() * clients.length)]?.port;
    if (port === undefined) return false;
    proxy.cut(port, Math.random() < 0.3 ? 2_000 : 0);
    return true;
  }

  async function cutMany(count: number): Promise<void> {
    for (let cuts = 0; cuts < count; await delay(Math.random() * 30)) if (cutOne()) cuts++;
  }

  /** Every client must know exactly what was written, in the order of the database. */
  async function check(written: string[]): Promise<void> {
    const rows = await server.sql<{ id: string }>(
      "SELECT id FROM posts WHERE channel_id = $1 AND type = '' ORDER BY create_at",
      [channel.id],
    );
    const expected = rows.map((row) => row.id);
    assert.deepEqual([...written].sort(), [...expected].sort());
    const behind = () => clients.filter((client) => client.seen.length < expected.length).length;
    await until(
      () => behind() === 0,
      () => `${behind()} clients to catch up`,
      { within: 60_000, every: 100 },
    );
    await Promise.all(clients.map((client) => client.settled()));
    for (const client of clients) assert.deepEqual([client.faults, client.seen], [[], expected]);
  }

  const total = (pick: (client: ResumingClient) => number) => clients.reduce((sum, client) => sum + pick(client), 0);
  let known: string[] = [];

  it(`loses, repeats and reorders nothing in ${CUTS} cuts of ${SOCKETS} sockets`, async () => {
    let cutting = true;
    const writing = people.slice(0, WRITERS).map((writer) => write(writer, "cut", () => cutting));
    await cutMany(CUTS);
    cutting = false;
    known = (await Promise.all(writing)).flat();
    await check(known);
    // Most come back as the connection they were, and have nothing to load.
    assert.ok(total((client) => client.resumed) > CUTS / 4, `${total((client) => client.resumed)} were seen to resume`);
    assert.equal(
      total((client) => client.caughtUp),
      0,
      "none was given a new connection",
    );
  });

  it("loses nothing when the server is killed under them", async () => {
    let cutting = true;
    const writing = people.slice(0, WRITERS).map((writer) => write(writer, "kill", () => cutting));
    await cutMany(50);
    await server.kill();
    await server.launch();
    await cutMany(50);
    cutting = false;
    known.push(...(await Promise.all(writing)).flat());
    await check(known);
    assert.ok(
      total((client) => client.caughtUp) >= SOCKETS,
      "everybody was given a new connection and loaded what was missed",
    );
  });
});
