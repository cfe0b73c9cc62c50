import assert from "node:assert/strict";
import { type TSchema, Type } from "@sinclair/typebox";
import { AnyObject } from "../../api/common.js";
import { prunerOf } from "./declared.js";

function pruned(schema: TSchema, value: unknown): unknown {
  prunerOf(schema)?.(value);
  return value;
}

const Point = Type.Object({ x: Type.Integer(), y: Type.Optional(Type.Integer()) });

describe("taking out what a body does not declare", () => {
  it("reaches objects in objects, in lists and in open objects of declared ones", () => {
    const Shape = Type.Object({ at: Point, path: Type.Array(Point), named: Type.Record(Type.String(), Point) });
    const stray = () => ({ x: 1, z: 2 });
    assert.deepEqual(pruned(Shape, { at: stray(), path: [stray(), { y: 3 }], named: { a: stray() }, more: stray() }), {
      at: { x: 1 },
      path: [{ x: 1 }, { y: 3 }],
      named: { a: { x: 1 } },
    });
    assert.deepEqual(pruned(Type.Array(Type.Array(Point)), [[stray()], []]), [[{ x: 1 }], []]);
  });

  it("looks into what may be null or have another form", () => {
    const Maybe = Type.Object({ at: Type.Union([Type.Null(), Point]), of: Type.Union([Type.Array(Point), Point]) });
    assert.deepEqual(pruned(Maybe, { at: { x: 1, z: 1 }, of: [{ z: 1 }] }), { at: { x: 1 }, of: [{}] });
    assert.deepEqual(pruned(Maybe, { at: null, of: { x: 1, z: 1 } }), { at: null, of: { x: 1 } });
  });

  it("leaves everything in what is open", () => {
    const value = () => ({ free: { a: { b: [1] } }, any: { c: 1 }, empty: { d: 1 }, wide: { x: 1, e: 1 } });
    const Open = Type.Object({
      free: AnyObject,
      any: Type.Unknown(),
      empty: Type.Object({}),
      wide: Type.Object({ x: Type.Integer() }, { additionalProperties: true }),
    });
    assert.deepEqual(pruned(Open, value()), value());
    assert.equal(prunerOf(AnyObject), undefined);
    assert.equal(prunerOf(Type.Array(Type.String())), undefined);
  });

  it("leaves values of another kind to the check", () => {
    const Shape = Type.Object({ at: Point, path: Type.Array(Point) });
    for (const value of [null, undefined, "text", 1, [{ at: 1 }], { at: "x", path: { z: 1 } }, { at: [1], path: null }])
      assert.deepEqual(pruned(Shape, structuredClone(value)), value);
  });

  it("takes names from the schema, not from what every object has", () => {
    const value = JSON.parse('{"x":1,"constructor":{"a":1},"toString":1,"hasOwnProperty":1}');
    assert.deepEqual(pruned(Point, value), { x: 1 });
  });

  it("refuses a schema under which nobody could say which fields a value has", () => {
    const Other = Type.Object({ z: Type.Integer() });
    assert.throws(() => prunerOf(Type.Union([Point, Other])), /one form/);
    assert.throws(() => prunerOf(Type.Object({ at: Type.Intersect([Point, Other]) })), /Composite/);
  });
});
