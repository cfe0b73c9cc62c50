import assert from "node:assert/strict";
import { type NotifyFacts, shouldNotify } from "./notify-rule.js";

const facts = (change: Partial<NotifyFacts>): NotifyFacts => ({
  own: false,
  onScreen: false,
  mentioned: false,
  direct: false,
  reply: false,
  following: false,
  muted: false,
  doNotDisturb: false,
  channelLevel: undefined,
  userLevel: undefined,
  threadLevel: undefined,
  ...change,
});

describe("desktop notifications", () => {
  it("come for mentions and direct messages by default, not for the rest", () => {
    assert.equal(shouldNotify(facts({ mentioned: true })), true);
    assert.equal(shouldNotify(facts({ direct: true })), true);
    assert.equal(shouldNotify(facts({})), false);
  });

  it("never come for one's own, for what is on screen, muted, or while not to be disturbed", () => {
    for (const quiet of ["own", "onScreen", "muted", "doNotDisturb"] as const) {
      assert.equal(shouldNotify(facts({ mentioned: true, userLevel: "all", [quiet]: true })), false, quiet);
    }
  });

  it("follow the channel's level before the person's", () => {
    assert.equal(shouldNotify(facts({ userLevel: "all", channelLevel: "mention" })), false);
    assert.equal(shouldNotify(facts({ userLevel: "none", channelLevel: "all" })), true);
    assert.equal(shouldNotify(facts({ userLevel: "all", channelLevel: "default" })), true);
    assert.equal(shouldNotify(facts({ mentioned: true, channelLevel: "none" })), false);
  });

  it("come for replies only in threads one follows", () => {
    assert.equal(shouldNotify(facts({ reply: true, userLevel: "all" })), false);
    assert.equal(shouldNotify(facts({ reply: true, following: true })), true);
    assert.equal(shouldNotify(facts({ reply: true, following: true, threadLevel: "mention" })), false);
    assert.equal(shouldNotify(facts({ reply: true, mentioned: true, threadLevel: "mention" })), true);
  });
});
