import assert from "node:assert/strict";
import { type SearchEngine, type SearchRequest, searchEngine } from "../../core/edition/ports/search-engine.js";
import type { Search } from "../../core/features/search/index.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("another search engine", () => {
  let server: TestServer;
  let search: Search;
  let ada: Person;
  let bob: Person;
  let boats: { id: string };
  let seen: string;
  let hidden: string;
  const asked: SearchRequest[] = [];
  let answer: () => Promise<string[]>;
  /** A new one each time: one that failed is left alone for a while. */
  const provide = () => search.ports.provide(searchEngine, { ...engine });
  const engine: SearchEngine = {
    name: "test",
    messages: (request) => {
      asked.push(request);
      return answer();
    },
    files: () => answer(),
  };
  const find = async (terms: string) => (await bob.post<{ order: string[] }>("/posts/search", { terms })).order;

  before(async () => {
    server = await startTestServer();
    search = server.app.search;
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    const team = await aTeam(ada, "harbour");
    await join(ada, team, bob);
    boats = await aChannel(ada, team, "boats");
    const secret = await aChannel(ada, team, "secret", "P");
    await add(ada, boats, bob);
    seen = (await aPost(ada, boats, "anchor seen")).id;
    hidden = (await aPost(ada, secret, "anchor hidden")).id;
  });
  after(() => server.stop());

  it("is asked with rights and names resolved", async () => {
    answer = async () => [seen];
    const stop = provide();
    assert.deepEqual(await find('"anchor seen" -lost from:ada'), [seen]);
    stop();
    const request = asked.at(-1) as SearchRequest;
    assert.ok(request.channels.some((channel) => channel.id === boats.id));
    assert.deepEqual(request.authors.include, [ada.id]);
    assert.deepEqual(request.terms, [
      { text: "anchor seen", prefix: false, excluded: false },
      { text: "lost", prefix: false, excluded: true },
    ]);
  });

  it("cannot show what may not be read, or what is gone", async () => {
    const gone = (await aPost(ada, boats, "anchor gone")).id;
    await ada.delete(`/posts/${gone}`);
    answer = async () => [hidden, gone, "z".repeat(26), seen];
    const stop = provide();
    assert.deepEqual(await find("anchor"), [seen]);
    stop();
  });

  it("cannot show what may not be read any more when it answers", async () => {
    answer = async () => {
      await ada.delete(`/channels/${boats.id}/members/${bob.id}`);
      return [seen];
    };
    const stop = provide();
    assert.deepEqual(await find("anchor"), []);
    stop();
    await add(ada, boats, bob);
  });

  it("that fails is replaced by the database, and left alone for a while", async () => {
    answer = () => Promise.reject(new Error("down"));
    const stop = provide();
    const before = asked.length;
    assert.deepEqual(await find("anchor"), [seen]);
    assert.deepEqual(await find("anchor"), [seen]);
    assert.equal(asked.length, before + 1);
    stop();
  });

  it("that hangs is not waited for", async () => {
    answer = () => new Promise(() => {});
    const stop = provide();
    assert.deepEqual(await find("anchor"), [seen]);
    const before = asked.length;
    assert.deepEqual(await find("anchor"), [seen]);
    assert.equal(asked.length, before);
    stop();
  });
});
