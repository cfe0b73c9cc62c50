import { decode, encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { id, junk, text } from "./fuzz.js";

/** Largest frame the server takes, bytes. */
export const MAX_FRAME = 8 * 1024;

/** A frame about to be sent. */
export interface Frame {
  readonly bytes: Buffer;
  readonly binary: boolean;
}

/** What a frame is to a server that reads it well. */
export type Meaning =
  | { readonly kind: "too large" | "no message" }
  /** `seq` is 0 when it is no number that can be answered to. */
  | { readonly kind: "request"; readonly seq: number; readonly action: string; readonly data: unknown };

/** A frame before ids are put in: a request in some form, or bytes that are none. */
export interface FrameCase {
  readonly request: Record<string, unknown>;
  readonly form: "json" | "json bytes" | "msgpack" | "cut msgpack" | "twice" | "deep" | "huge" | "text" | "bytes";
  readonly raw: string;
  readonly rawBytes: Uint8Array;
  readonly cut: number;
}

const often = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: other });

/** Data of the actions there are; those this does not know get anything. */
const dataOf: Record<string, fc.Arbitrary<unknown>> = {
  ping: junk,
  user_typing: fc.record(
    { channel_id: often<unknown>(id, junk), parent_id: often<unknown>(fc.oneof(id, fc.constant("")), junk) },
    { requiredKeys: ["channel_id"] },
  ),
  get_statuses: junk,
  get_statuses_by_ids: fc.record({
    user_ids: often<unknown>(fc.array(often<unknown>(id, junk), { maxLength: 20 }), junk),
  }),
  user_update_active_status: fc.record(
    { user_is_active: often<unknown>(fc.boolean(), junk), manual: often<unknown>(fc.boolean(), junk) },
    { requiredKeys: [] },
  ),
  authentication_challenge: fc.record({ token: fc.oneof(text(), junk) }, { requiredKeys: [] }),
};

const SEQS = [0, -1, -0, 1.5, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308, "1", "", null, true, [1], { seq: 1 }];

/** Frames: mostly requests of these actions, many of them wrong in one place, and things that are no requests. */
export function frames(actions: readonly string[]): fc.Arbitrary<FrameCase> {
  const action = fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(...actions) },
    {
      weight: 1,
      arbitrary: fc.oneof(text(), fc.constantFrom("PING", "__proto__", "constructor", "toString", "hello")),
    },
    { weight: 1, arbitrary: junk as fc.Arbitrary<never> },
  );
  const seq = often<unknown>(fc.integer({ min: 1, max: 2 ** 31 }), fc.constantFrom<unknown>(...SEQS));
  const request = action.chain((name) =>
    fc.record(
      {
        seq,
        action: fc.constant(name),
        data: often<unknown>((typeof name === "string" && Object.hasOwn(dataOf, name) && dataOf[name]) || junk, junk),
        extra: junk,
      },
      { requiredKeys: [] },
    ),
  );
  return fc.record({
    // Left out now and then: half of the requests have all they need.
    request: fc
      .tuple(request, fc.boolean(), seq, action)
      .map(([made, whole, n, name]) => (whole ? { seq: n, action: name, ...made } : made)),
    form: fc.oneof(
      { weight: 10, arbitrary: fc.constantFrom<FrameCase["form"]>("json", "json", "json bytes", "msgpack") },
      {
        weight: 4,
        arbitrary: fc.constantFrom<FrameCase["form"]>("cut msgpack", "twice", "deep", "huge", "text", "bytes"),
      },
    ),
    raw: fc.oneof(
      text(),
      fc.constantFrom(
        "",
        "{}",
        "[]",
        "null",
        "7",
        '"ping"',
        "{",
        '{"seq":1',
        '{"seq":1e999,"action":"ping"}',
        "\ufeff{}",
      ),
      fc.constantFrom('{"seq":1,"action":"ping","data":"\\ud800"}', '{"__proto__":{"seq":1,"action":"ping"}}'),
      fc.constantFrom('{"seq":1,"action":"user_typing","data":{"__proto__":{"channel_id":"x"}}}', "{}{}"),
    ),
    rawBytes: fc.uint8Array({ maxLength: 40 }),
    cut: fc.nat(10_000),
  });
}

/** The frame of a case. `request` is its request with ids put in. */
export function frameOf({ form, raw, rawBytes, cut }: FrameCase, request: Record<string, unknown>): Frame {
  const json = JSON.stringify(request);
  const inText = (value: string): Frame => ({ bytes: Buffer.from(value), binary: false });
  switch (form) {
    case "json":
      return inText(json);
    case "json bytes":
      return { bytes: Buffer.from(json), binary: true };
    case "msgpack":
      return { bytes: packed(request), binary: true };
    case "cut msgpack": {
      const bytes = packed(request);
      return { bytes: bytes.subarray(0, cut % bytes.length), binary: true };
    }
    case "twice":
      return inText(`${json.slice(0, -1)}${json === "{}" ? "" : ","}"seq":${1 + (cut % 9)},"seq":${1 + cut}}`);
    case "deep": {
      const depth = 1 + (cut % 3_000);
      return inText(`{"seq":${1 + cut},"action":"get_statuses","data":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    }
    case "huge":
      // Just below, at and above the limit, and far above it.
      return inText(
        JSON.stringify({ seq: 1 + cut, action: "ping", data: "x".repeat(MAX_FRAME - 60 + (cut % 40)) }).padEnd(
          cut % 3 === 0 ? 100_000 : 0,
        ),
      );
    case "text":
      return inText(raw);
    default:
      // A text frame of bytes that are no text, or a binary one.
      return { bytes: Buffer.from(rawBytes), binary: cut % 2 === 0 };
  }
}

function packed(request: Record<string, unknown>): Buffer {
  try {
    return Buffer.from(encode(request));
  } catch {
    // Deeper than the format goes.
    return Buffer.from(encode({ seq: 1, action: "ping" }));
  }
}

/** What a frame means, read by the rules of the protocol. */
export function meaningOf({ bytes, binary }: Frame): Meaning {
  if (bytes.length > MAX_FRAME) return { kind: "too large" };
  let value: unknown;
  try {
    const asText = !binary || /^[\s{]/.test(bytes.toString("latin1", 0, 1));
    value = asText ? JSON.parse(readText(bytes, !binary)) : decode(bytes);
  } catch {
    return { kind: "no message" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { kind: "no message" };
  const { seq, action, data } = value as Record<string, unknown>;
  return {
    kind: "request",
    seq: Number.isSafeInteger(seq) && (seq as number) > 0 ? (seq as number) : 0,
    action: typeof action === "string" ? action : "",
    data,
  };
}

/** @throws TypeError when a text frame is not UTF-8 */
const readText = (bytes: Buffer, strict: boolean) =>
  new TextDecoder("utf-8", { fatal: strict, ignoreBOM: true }).decode(bytes);
