import assert from "node:assert/strict";
import { Type } from "@sinclair/typebox";
import { AppError } from "../app-error.js";
import { bodyCheck, queryCheck } from "./validation.js";

/** What the check says of input that is wrong. */
function said(check: (input: never) => unknown, input: unknown): string {
  try {
    check(input as never);
  } catch (error) {
    assert.ok(error instanceof AppError && error.status === 400);
    return error.message;
  }
  throw new Error("it passed");
}

describe("what is said of wrong input", () => {
  const body = bodyCheck(
    Type.Object({
      name: Type.String({ minLength: 1, maxLength: 8 }),
      kind: Type.Optional(Type.Union([Type.Literal("O"), Type.Literal("P")])),
      color: Type.Optional(Type.Unsafe<string>(Type.String({ enum: ["", "red", "blue"] }))),
      on: Type.Optional(Type.Boolean()),
      people: Type.Optional(Type.Array(Type.Object({ age: Type.Integer({ minimum: 1 }) }), { maxItems: 2 })),
    }),
  );

  it("names the field and what it should be", () => {
    const of = (input: unknown) =>
      said(body, input).replace(/^Invalid or missing (.*) in the request body(.*)\.$/, "$1$2");
    assert.equal(of({}), "name");
    assert.equal(of({ name: "" }), "name: must not be empty");
    assert.equal(of({ name: "much too long" }), "name: at most 8 characters");
    assert.equal(of({ name: 7 }), "name: a text");
    assert.equal(of({ name: "a", on: "yes" }), "on: true or false");
    assert.equal(of({ name: "a", color: "green" }), "color: one of red, blue");
    assert.equal(of({ name: "a", people: [{ age: 1 }, { age: 0 }] }), "people.1.age: at least 1");
    assert.equal(of({ name: "a", people: [{}, {}, {}] }), "people: at most 2 entries");
    assert.equal(of([]), "body: an object");
  });

  it("guesses nothing where several forms are right, and counts the entries of a list without a name", () => {
    assert.match(said(body, { name: "a", kind: "Z" }), /missing kind in/);
    const ids = bodyCheck(Type.Array(Type.String({ pattern: "^[a-z]+$" })));
    assert.match(said(ids, ["a", "1"]), /missing entry 1 in/);
  });

  it("holds for query parameters", () => {
    const query = queryCheck(Type.Object({ page: Type.Integer({ minimum: 0 }) }));
    assert.equal(said(query, { page: "-1" }), "Invalid or missing query parameter page: at least 0.");
    assert.equal(said(query, { page: "x" }), "Invalid or missing query parameter page: a whole number.");
  });
});
