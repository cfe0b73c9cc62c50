import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { before, describe, it } from "mocha";
import { type EmojiTable, loadEmojiTable, searchEmoji, TONES, tonedName, unicodeFor, withTone } from "./table.js";

describe("The emoji table", () => {
  let table: EmojiTable;
  before(async () => {
    table = await loadEmojiTable();
  });

  it("knows the names that other clients write", () => {
    const known: Record<string, string> = {
      "+1": "👍️",
      thumbsup: "👍️",
      tada: "🎉",
      smile: "😄",
      heart: "❤️",
      white_check_mark: "✅",
      rocket: "🚀",
      us: "🇺🇸",
      "flag-us": "🇺🇸",
      eyes: "👀",
      laughing: "😆",
      "100": "💯",
      slightly_smiling_face: "🙂",
    };
    const bare = (text?: string) => text?.replaceAll("\u{FE0F}", "");
    for (const [name, unicode] of Object.entries(known))
      assert.equal(bare(unicodeFor(table, name)), bare(unicode), name);
    assert.equal(unicodeFor(table, "no_such_emoji"), undefined);
    assert.equal(unicodeFor(table, "constructor"), undefined);
  });

  it("gives each name to one emoji only", () => {
    const seen = new Set<string>();
    for (const { entries } of table.categories) {
      for (const one of entries) {
        assert.match(one.name, /^[a-z0-9_+-]{1,64}$/);
        for (const name of one.names) {
          assert.ok(!seen.has(name), name);
          seen.add(name);
        }
      }
    }
    assert.ok(seen.size > 1900);
  });

  it("makes every skin tone that the standard has", () => {
    const require = createRequire(import.meta.url);
    const data = JSON.parse(readFileSync(require.resolve("emojibase-data/en/data.json"), "utf8")) as {
      hexcode: string;
      emoji: string;
      skins?: { tone: number; emoji: string }[];
    }[];
    const bare = (text: string) => text.replaceAll("\u{FE0F}", "");
    const source = new Map(data.map((one) => [bare(one.emoji), one]));
    let checked = 0;
    for (const one of table.categories.flatMap(({ entries }) => entries)) {
      if (one.tone === 0) continue;
      for (let tone = 1; tone <= TONES.length; tone++) {
        const skin = source
          .get(bare(one.unicode))
          ?.skins?.find((s) => s.tone === tone || (Array.isArray(s.tone) && s.tone.every((t) => t === tone)));
        assert.equal(bare(withTone(one, tone)), bare(skin?.emoji ?? ""), `${one.name} ${tone}`);
        assert.equal(unicodeFor(table, tonedName(one, tone)), withTone(one, tone));
        checked++;
      }
    }
    assert.ok(checked > 1000, String(checked));
  });

  it("finds by name first and by meaning after", () => {
    const names = (typed: string) => searchEmoji(table, typed, 25).map((one) => one.name);
    assert.equal(names("tada")[0], "tada");
    assert.equal(names("+1")[0], "+1");
    assert.ok(names("celebr").includes("tada"));
    assert.ok(names("thumbs up").includes("+1"));
    assert.deepEqual(names("   "), []);
  });

  it("stays small", () => {
    assert.ok(statSync(new URL("./rows.generated.ts", import.meta.url)).size < 120 * 1024);
  });
});
