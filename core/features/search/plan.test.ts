import assert from "node:assert/strict";
import { matchesIn } from "./highlight.js";
import { type Outlook, plan } from "./plan.js";
import { parseQuery } from "./query.js";

const million = { total: 1_000_000, time: 1, flags: 1, wanted: 60 };
const ways = (outlook: Omit<Outlook, "holding" | "total" | "time" | "flags" | "wanted"> & Partial<Outlook>) =>
  plan({ ...million, holding: outlook.words ?? million.total, ...outlook }).map((step) => step.way);
const many = Array<number>(60).fill(3_000);

describe("search plan", () => {
  it("looks rare words up and goes back in time for frequent ones", () => {
    assert.deepEqual(ways({ channels: many, words: 20 }), ["words"]);
    assert.deepEqual(ways({ channels: many, words: 600_000 }), ["recent", "channels"]);
  });

  it("reads only the channels of somebody who sees little", () => {
    assert.deepEqual(ways({ channels: Array<number>(10).fill(200), words: 100_000 }), ["channels"]);
  });

  it("goes back through a single channel", () => {
    assert.deepEqual(ways({ channels: [300_000], words: 10_000, authors: undefined }).at(-1), "each-channel");
  });

  it("looks only at what a person wrote, or at a list that is kept apart", () => {
    assert.deepEqual(ways({ channels: many, authors: 50, words: 20_000 }), ["authors"]);
    assert.deepEqual(ways({ channels: many, listed: 30 }), ["listed"]);
  });

  it("limits the newest part when a lookup leaves much, and always ends with a step that finds all", () => {
    const steps = plan({ ...million, channels: many, words: 80_000, holding: 4_000 });
    assert.equal(steps[0]?.way, "words");
    assert.ok((steps[0]?.newest ?? 1) < 1);
    for (const words of [0, 1, 10, 1_000, 30_000, 1_000_000]) {
      for (const channels of [[], [0], [5], many, Array<number>(3_000).fill(300)]) {
        const last = plan({ ...million, channels, words, holding: words }).at(-1);
        assert.equal(last?.bound ?? last?.newest, undefined);
        assert.ok(Number.isFinite(last?.cost));
      }
    }
  });
});

describe("search matches", () => {
  const marks = (message: string, text: string) => matchesIn(message, parseQuery(text, { now: 0, offset: 0 }).terms);

  it("are spelt as in the message", () => {
    assert.deepEqual(marks("Deploy the Café, deploy", "cafe deploy"), ["Café", "Deploy", "deploy"]);
    assert.deepEqual(marks("We deployed the redeployment", "deploy*"), ["deployed"]);
    assert.deepEqual(marks("see 10.0.0.1:80", "10.0.0.1"), ["10.0.0.1"]);
    assert.deepEqual(marks("about #road-map, road map", "#road-map"), ["#road-map"]);
    assert.deepEqual(marks("a hot  fix, fix hot", '"hot fix"'), ["hot  fix"]);
    assert.deepEqual(marks("東京都で検索する", "京都で検"), ["京都で検"]);
    assert.deepEqual(marks("call getUserName", "user"), ["getUserName"]);
  });

  it("leave out what was excluded or is not there", () => {
    assert.deepEqual(marks("one two", "one -three missing"), ["one"]);
    assert.deepEqual(marks("hot, not fix", '"hot fix"'), []);
  });
});
