import assert from "node:assert/strict";
import { isSystemEmoji } from "./system.js";

describe("emoji of the standard", () => {
  it("are known by all their names, with skin tones where they have some", () => {
    for (const name of [
      "smile",
      "+1",
      "thumbsup",
      "flag-de",
      "heart",
      "white_check_mark",
      "wave_dark_skin_tone",
      "+1_medium_light_skin_tone",
    ]) {
      assert.ok(isSystemEmoji(name), name);
    }
  });

  it("are nothing else", () => {
    for (const name of [
      "",
      "smile_dark_skin_tone",
      "_dark_skin_tone",
      "nothing_of_the_kind",
      "Smile",
      "constructor",
      "wave_green_skin_tone",
    ]) {
      assert.ok(!isSystemEmoji(name), name);
    }
  });
});
