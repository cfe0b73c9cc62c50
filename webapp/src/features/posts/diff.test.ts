import assert from "node:assert/strict";
import { diff } from "./diff.js";

const shown = (from: string, to: string) =>
  diff(from, to)
    .map(({ kind, text }) => (kind === "same" ? text : `${kind === "added" ? "+" : "-"}[${text}]`))
    .join("");

describe("the difference of two versions", () => {
  it("is told word by word", () => {
    assert.equal(shown("bake on Monday", "bake on Tuesday"), "bake on -[Monday]+[Tuesday]");
    assert.equal(shown("we bake", "we never bake"), "we +[never ]bake");
    assert.equal(shown("a b c d", "a c x d"), "a -[b ]c+[ x] d");
    assert.equal(shown("same", "same"), "same");
    assert.equal(shown("", "new"), "+[new]");
    assert.equal(shown("old", ""), "-[old]");
  });

  it("shows words that are replaced one after the other together", () => {
    assert.equal(
      shown("First draft of the rota is in the shed", "The rota hangs in the shed"),
      "-[First draft of the]+[The] rota -[is]+[hangs] in the shed",
    );
    assert.equal(shown("red old house", "blue new house"), "-[red old]+[blue new] house");
  });

  it("gives both texts back, whatever they are", () => {
    const letters = ["a ", "b", " ", "ü", "\n", ".", "日本", "👍"];
    for (let round = 0; round < 200; round++) {
      const text = () => Array.from({ length: round % 17 }, () => letters[Math.floor(Math.random() * 8)]).join("");
      const [from, to] = [text(), text()];
      const without = (kind: string) =>
        diff(from, to)
          .filter((one) => one.kind !== kind)
          .map((one) => one.text)
          .join("");
      assert.equal(without("added"), from);
      assert.equal(without("removed"), to);
    }
  });

  it("of long texts without anything in common is one change", () => {
    const [from, to] = ["a b ".repeat(2000), "c d ".repeat(2000)];
    assert.equal(diff(`x ${from} y`, `x ${to} y`).length, 4);
  });
});
