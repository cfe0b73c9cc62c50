import assert from "node:assert/strict";
import { channelUrl, messagesUrl, parseRoute, permalinkUrl, threadsUrl } from "./routes.js";

describe("routes", () => {
  it("reads what the builders write", () => {
    assert.deepEqual(parseRoute(channelUrl("ops", "town-square")), {
      page: "channel",
      team: "ops",
      channel: "town-square",
    });
    assert.deepEqual(parseRoute(messagesUrl("ops", "@anna.b")), { page: "messages", team: "ops", who: "@anna.b" });
    assert.deepEqual(parseRoute(threadsUrl("ops")), { page: "threads", team: "ops", threadId: "" });
    assert.deepEqual(parseRoute(permalinkUrl("ops", "abc")), { page: "permalink", team: "ops", postId: "abc" });
  });

  it("knows invite links with and without the slash", () => {
    const expected = { page: "signup", inviteId: "xyz", token: "" };
    assert.deepEqual(parseRoute("/signup_user_complete/?id=xyz"), expected);
    assert.deepEqual(parseRoute("/signup_user_complete?id=xyz"), expected);
  });

  it("takes no inherited name for a page and no broken escape for an error", () => {
    assert.deepEqual(parseRoute("/constructor"), { page: "team", team: "constructor" });
    assert.deepEqual(parseRoute("/%E0%A4%A/channels/x"), { page: "channel", team: "%E0%A4%A", channel: "x" });
    assert.deepEqual(parseRoute("/a/b/c/d"), { page: "unknown" });
  });
});
