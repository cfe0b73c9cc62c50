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
    const postId = "01m8jgz4ye4pzrz8gpmkcy8sas";
    assert.deepEqual(parseRoute(permalinkUrl("ops", postId)), { page: "permalink", team: "ops", postId });
  });

  it("knows invite links with and without the slash", () => {
    const expected = { page: "signup", inviteId: "xyz", token: "" };
    assert.deepEqual(parseRoute("/signup_user_complete/?id=xyz"), expected);
    assert.deepEqual(parseRoute("/signup_user_complete?id=xyz"), expected);
  });

  it("tells the sign-in page from the pages of mailed links below it", () => {
    assert.deepEqual(parseRoute("/login?redirect_to=%2Fcrew"), { page: "login" });
    assert.deepEqual(parseRoute("/login/one_time_link?t=abc"), { page: "link", token: "abc" });
    assert.deepEqual(parseRoute("/login/by_mail"), { page: "link-by-mail" });
    assert.deepEqual(parseRoute("/login/sso"), { page: "login" });
  });

  it("takes no inherited name for a page and no broken escape for an error", () => {
    assert.deepEqual(parseRoute("/constructor"), { page: "team", team: "constructor" });
    assert.deepEqual(parseRoute("/%E0%A4%A/channels/x"), { page: "channel", team: "%E0%A4%A", channel: "x" });
    assert.deepEqual(parseRoute("/a/b/c/d"), { page: "unknown" });
  });

  it("lead to no other call of the API by what stands in place of an id or a name", () => {
    for (const path of [
      "..%2F..%2Fusers%2Fme",
      "%2e%2e%2fusers",
      "..%5C..%5Cusers",
      "a%3Fb",
      "a%23b",
      "..%2F",
      "%2E%2E%2F%2E%2E",
    ]) {
      for (const before of ["/bakery/pl", "/bakery/threads", "/bakery/channels", "/bakery/messages", "/_redirect/pl"])
        assert.deepEqual(parseRoute(`${before}/${path}`), { page: "unknown" }, `${before}/${path}`);
      assert.deepEqual(parseRoute(`/${path}/channels/x`), { page: "unknown" });
    }
    assert.deepEqual(parseRoute("/signup_user_complete/?id=../../users/me"), {
      page: "signup",
      inviteId: "",
      token: "",
    });
    for (const id of ["short", "A".repeat(26), `${"a".repeat(26)}b`, "a".repeat(25)])
      assert.deepEqual(parseRoute(`/bakery/pl/${id}`), { page: "unknown" }, id);
  });
});
