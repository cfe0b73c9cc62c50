import assert from "node:assert/strict";
import type { WebPushPayload } from "../../api/web-push.js";
import { newVapidKey, Vapid } from "./vapid.js";
import { retryAfter } from "./web-client.js";
import { MAX_TEXT } from "./web-encryption.js";
import { messagePayload, tagOf, textOf, topicOf } from "./web-payload.js";

describe("what browsers and their push services are told", () => {
  const row = { post_id: "p".repeat(26), channel_id: "c".repeat(26), root_id: "", because: "mention" };

  it("fits into a message, whatever was written", () => {
    const read = Array.from({ length: 16 }, () => `${"c".repeat(26)}:${"r".repeat(26)}`);
    for (const sign of ["a", "\u0000", "\u2028", "𝔘", "\ud800", '"', "👩‍👩‍👧‍👦"]) {
      const about = { message: sign.repeat(2_000), channel_name: sign.repeat(64) };
      const text = textOf({ ...messagePayload(row, about, "Courtyard"), badge: 999, read });
      assert.ok(text.length <= MAX_TEXT, `${JSON.stringify(sign)}: ${text.length}`);
      const told: WebPushPayload = JSON.parse(text.toString());
      assert.ok((told.body ?? "").length > 100, JSON.stringify(sign));
      assert.equal(told.read?.length, 16);
    }
  });

  it("names a place alike each time, and to others by nothing they could compare", () => {
    const thread = tagOf({ ...row, root_id: "r".repeat(26) });
    assert.notEqual(thread, tagOf(row));
    assert.equal(topicOf(thread, "secret"), topicOf(thread, "secret"));
    assert.equal(new Set([topicOf(thread, "a"), topicOf(thread, "b"), topicOf(tagOf(row), "a")]).size, 3);
    assert.match(topicOf(thread, "a"), /^[\w-]{32}$/);
  });

  it("leads to the message and nowhere else", () => {
    assert.equal(messagePayload(row, {}, "Courtyard").url, `/_redirect/pl/${row.post_id}`);
    assert.equal(messagePayload(row, {}, "Courtyard").title, "Courtyard");
  });

  it("waits as long as a push service asks, and an hour at most", () => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    const cases: [string | undefined, number][] = [
      [undefined, 0],
      ["", 0],
      ["7", 7_000],
      ["999999999999", 3_600_000],
      ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
      ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
      ["-5", 0],
      ["soon", 0],
    ];
    for (const [header, ms] of cases) assert.equal(retryAfter(header, now), ms, header);
  });

  it("is proved for one push service, anew before the proof ends", () => {
    const vapid = new Vapid(newVapidKey());
    const claims = (header: string) => JSON.parse(Buffer.from(header.split(".")[1] as string, "base64url").toString());
    const first = vapid.header("https://one.example", "https://chat.example", 1_000_000);
    assert.deepEqual(claims(first), { aud: "https://one.example", exp: 44_200, sub: "https://chat.example" });
    assert.equal(vapid.header("https://one.example", "https://chat.example"), first);
    assert.equal(claims(vapid.header("https://two.example", "")).sub, undefined);
    assert.equal(Buffer.from(vapid.publicKey, "base64url").length, 65);
  });
});
