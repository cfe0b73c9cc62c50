import assert from "node:assert/strict";
import { decide, type PushFacts } from "./rule.js";

const plain: PushFacts = {
  own: false,
  system: false,
  reply: false,
  mentioned: false,
  everybody: false,
  direct: false,
  following: false,
  status: "offline",
  person: { push: "mention", push_status: "away", push_threads: "all", channel: "true" },
  channel: {},
};
const because = (facts: Partial<PushFacts>) => {
  const decision = decide({ ...plain, ...facts });
  return `${decision.push ? "yes" : "no"}: ${decision.because}`;
};

describe("whose phone rings", () => {
  const person = (values: Record<string, string>) => ({ person: { ...plain.person, ...values } });

  it("is decided by what the message is to a person", () => {
    assert.equal(because({}), "no: not_for_them");
    assert.equal(because({ mentioned: true }), "yes: mention");
    assert.equal(because({ direct: true }), "yes: direct");
    assert.equal(because({ everybody: true }), "yes: everybody");
    assert.equal(because({ reply: true }), "no: not_for_them");
    assert.equal(because({ reply: true, following: true }), "yes: thread");
    assert.equal(because({ reply: true, direct: true }), "no: not_for_them");
    assert.equal(because({ own: true, mentioned: true }), "no: own");
    assert.equal(because({ system: true, direct: true }), "no: system");
  });

  it("follows what they set, where the channel wins", () => {
    assert.equal(because(person({ push: "all" })), "yes: all");
    assert.equal(because({ ...person({ push: "all" }), reply: true }), "no: not_for_them");
    assert.equal(because({ ...person({ push: "none" }), mentioned: true }), "no: level_none");
    assert.equal(because({ ...person({ push: "none" }), channel: { push: "all" } }), "yes: all");
    assert.equal(because({ ...person({ push: "all" }), channel: { push: "default" } }), "yes: all");
    assert.equal(because({ channel: { push: "none" }, direct: true }), "no: level_none");
    assert.equal(because({ channel: { mark_unread: "mention" }, mentioned: true }), "no: muted");
    assert.equal(because({ ...person({ push_threads: "mention" }), reply: true, following: true }), "no: not_for_them");
    assert.equal(because({ channel: { push_threads: "mention" }, reply: true, following: true }), "no: not_for_them");
    assert.equal(because({ ...person({ channel: "false" }), everybody: true }), "no: not_for_them");
    assert.equal(
      because({ ...person({ channel: "false" }), channel: { ignore_channel_mentions: "off" }, everybody: true }),
      "yes: everybody",
    );
    assert.equal(because({ channel: { ignore_channel_mentions: "on" }, everybody: true }), "no: not_for_them");
  });

  it("waits until they are away, as they set", () => {
    const when = (push_status: string) =>
      ["online", "away", "offline", "dnd"].map((status) =>
        because({ ...person({ push_status }), mentioned: true, status })
          .slice(0, 3)
          .trim(),
      );
    assert.deepEqual(when("online"), ["yes", "yes", "yes", "no:"]);
    assert.deepEqual(when("away"), ["no:", "yes", "yes", "no:"]);
    assert.deepEqual(when("offline"), ["no:", "no:", "yes", "no:"]);
  });
});
