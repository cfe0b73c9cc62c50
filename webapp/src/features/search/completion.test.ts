import assert from "node:assert/strict";
import { operatorAtEnd, withOffer } from "./completion.js";

describe("what is offered in the search field", () => {
  it("follows from: and in: at the end of the text", () => {
    assert.deepEqual(operatorAtEnd("from:"), { operator: "from", query: "", start: 5 });
    assert.deepEqual(operatorAtEnd("bread in:Gar"), { operator: "in", query: "gar", start: 9 });
    assert.deepEqual(operatorAtEnd("-from:@bo"), { operator: "from", query: "bo", start: 6 });
    assert.equal(operatorAtEnd("from:boris "), undefined);
    assert.equal(operatorAtEnd("begin:x"), undefined);
    assert.equal(operatorAtEnd("bread"), undefined);
  });

  it("is put after the operator, and the rest stays", () => {
    assert.equal(withOffer("bread from:@bo", "boris"), "bread from:boris ");
    assert.equal(withOffer("in:", "garden"), "in:garden ");
    assert.equal(withOffer("bread", "boris"), "bread");
  });
});
