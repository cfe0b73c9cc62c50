import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { allSettings } from "../../core/server/settings.js";

/** Texts that have broken servers before. */
const NASTY = [
  "",
  " ",
  "null",
  "undefined",
  "me",
  "0",
  "-1",
  "NaN",
  "1e999",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "x\udfffy",
  "\u202eevil",
  "Z̸̧͎a̶l̵g̷o̶",
  "\u0130\u0131ß\uFB01",
  "😀👨‍👩‍👧‍👦",
  "' OR 1=1 --",
  "\\'; DROP TABLE posts; --",
  "%",
  "_%\\",
  "../../etc/passwd",
  "..\\..\\",
  "<svg onload=alert(1)>",
  "{{7*7}}",
  "__proto__",
  "constructor",
  "javascript:alert(1)",
  "http://127.0.0.1:1/",
  "*",
  '"',
  '"unclosed phrase',
  "from: in: before: after:",
  "before:9999-99-99",
  "on:0000-00-00",
  "-",
  "((((((((((",
  "a & | ! b:*",
  "true",
  "[]",
];

/** A text that stands for the id number `n` of those the world knows: ids are not known before it is made. */
const ID = /^§id(\d+)$/;

/** Ids: those of the world, made up ones, and texts that only look like one. */
export const id = fc.oneof(
  { weight: 8, arbitrary: fc.nat(9_999).map((n) => `§id${n}`) },
  { weight: 2, arbitrary: fc.stringMatching(/^[a-z0-9]{26}$/) },
  { weight: 1, arbitrary: fc.constantFrom(...NASTY, "A".repeat(26), "a".repeat(25), "a".repeat(27)) },
);

/** Texts up to a length and a little more, many of them nasty. */
export const text = (maxLength = 100) =>
  fc.oneof(
    fc.string({ maxLength: Math.min(maxLength, 200) }),
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom(...NASTY),
    fc.nat(maxLength + 2).map((length) => "x".repeat(Math.min(length, 20_000))),
    id,
  );

/** Values of any shape. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, -0, 2 ** 53, [], {}, [[]], [null], { a: { b: {} } }),
  text(),
  fc.integer(),
  fc.double(),
  fc.integer({ min: 1, max: 120 }).map((depth) => JSON.parse("[".repeat(depth) + "]".repeat(depth))),
  fc.dictionary(text(20), fc.jsonValue({ maxDepth: 2 })),
);

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  required?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
}

const number = ({ type, minimum = -(2 ** 31), maximum = 2 ** 53 }: Schema) =>
  fc.oneof(
    fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31) }),
    fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1, 0, 1),
    ...(type === "number" ? [fc.double()] : []),
  );

const string = ({ pattern, maxLength }: Schema): fc.Arbitrary<unknown> => {
  if (pattern?.includes("{26}")) return id;
  return pattern ? fc.oneof(fc.stringMatching(new RegExp(pattern)), text(maxLength)) : text(maxLength);
};

function object(schema: Schema): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) {
    const values = Object.values(schema.patternProperties ?? {});
    return fc.dictionary(fc.oneof(text(20), fc.constantFrom(...words)), values[0] ? like(values[0]) : junk, {
      maxKeys: 5,
    });
  }
  const known = fc.record(Object.fromEntries(properties.map(([name, value]) => [name, like(value)])), {
    requiredKeys: (schema.required ?? []) as never[],
  });
  // Sometimes something is missing, or there is more than was asked for.
  return fc.oneof(
    { weight: 8, arbitrary: known },
    {
      weight: 1,
      arbitrary: fc.tuple(known, fc.dictionary(text(20), junk)).map(([a, b]) => ({ ...b, ...(a as object) })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(known, fc.nat()).map(([value, n]) => {
        const entries = Object.entries(value as object);
        entries.splice(n % Math.max(1, entries.length), 1);
        return Object.fromEntries(entries);
      }),
    },
  );
}

/** Keys that mean something in bodies that take any. */
const words = [
  "desktop",
  "push",
  "email",
  "FileSettings",
  "TeamSettings",
  "EmailSettings",
  "device_id",
  "user_id",
  "collapsed_threads_supported",
];

/** Values of a schema, most of them valid, some close to it, some far from it. */
export function like(schema: TSchema | Schema): fc.Arbitrary<unknown> {
  const given = schema as Schema;
  return fc.oneof({ weight: 12, arbitrary: valid(given) }, { weight: 1, arbitrary: junk });
}

function valid(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valid));
  if (schema.allOf) return fc.tuple(...schema.allOf.map(valid)).map((parts) => Object.assign({}, ...parts));
  switch (schema.type) {
    case "string":
      return string(schema);
    case "integer":
    case "number":
      return number(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(like(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 5, 5) });
    case "object":
      return object(schema);
    default:
      return junk;
  }
}

/** Settings whose values the fuzzer may try: none that leads the server away from its database, files and address. */
const settings = allSettings
  .filter(({ section }) => !["SqlSettings", "FileSettings", "ServiceSettings", "RateLimitSettings"].includes(section))
  .map(({ section, key }) => ({ section, key }));

/** A body of changed settings, for the calls that take any. */
export const settingsBody = fc
  .array(fc.tuple(fc.constantFrom(...settings), fc.oneof(junk, text(), fc.boolean(), fc.integer())), { maxLength: 4 })
  .map((pairs) => {
    const body: Record<string, Record<string, unknown>> = {};
    for (const [{ section, key }, value] of pairs) (body[section] ??= {})[key] = value;
    return body;
  });

/** A parameter of a path. */
export const pathWord = (name: string): fc.Arbitrary<string> =>
  /_id$/.test(name)
    ? (id as fc.Arbitrary<string>)
    : fc.oneof(
        fc.nat(99).map((n) => `§name${n}`),
        text(30).map(String),
        id as fc.Arbitrary<string>,
      );

/** Query parameters of a schema, as texts; now and then twice, or unknown. */
export function queryWords(schema: TSchema | undefined): fc.Arbitrary<[string, string][]> {
  const known = Object.entries((schema as Schema | undefined)?.properties ?? {});
  if (known.length === 0) return fc.constantFrom<[string, string][]>([], [], [["x", "1"]]);
  const pair = fc
    .constantFrom(...known)
    .chain(([name, value]) => fc.tuple(fc.constant(name), fc.oneof(like(value).map(plain), text(30).map(plain))));
  return fc.array(pair, { maxLength: 5 });
}

const plain = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** Puts real ids and names where a generated value has a place for them. */
export function fill<T>(value: T, ids: readonly string[], names: readonly string[]): T {
  if (typeof value === "string") {
    const place = ID.exec(value) ?? /^§name(\d+)$/.exec(value);
    if (!place) return value;
    const list = value.startsWith("§id") ? ids : names;
    return list[Number(place[1]) % list.length] as T;
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, ids, names)) as T;
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, ids, names)])) as T;
  return value;
}
