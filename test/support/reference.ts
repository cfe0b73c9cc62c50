import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject } from "ajv";

/**
 * A shape in short: the name of a type or of another shape (`|null` may follow), `[shape]` for a list, an object of
 * properties, `{"*": shape}` for a map, `{"&": [shapes]}` for all of them together.
 */
type Shape = string | [Shape] | { [property: string]: Shape };
type JsonSchema = Record<string, unknown>;

interface Reference {
  /** `GET /users/{}`: status of success, and the shape of the body where the reference gives one. */
  readonly operations: Record<string, [status: number, body?: Shape]>;
  readonly shapes: Record<string, Shape>;
}

/** What the public reference of the API says of answers, as far as this server has the calls. */
export const reference = JSON.parse(
  readFileSync(new URL("./reference-schemas.json", import.meta.url), "utf8"),
) as Reference;

const TYPES = ["string", "integer", "number", "boolean", "object"];

/** Properties the reference lists that an answer may leave out: `Shape.property`. */
export type Optional = (shape: string, property: string) => boolean;

function schemaOf(shape: Shape, optional: Optional, owner: string): JsonSchema {
  if (typeof shape === "string") return { title: owner, ...namedSchema(shape) };
  if (Array.isArray(shape)) return { title: owner, type: "array", items: schemaOf(shape[0], optional, `${owner}[]`) };
  if (shape["*"]) {
    return { title: owner, type: "object", additionalProperties: schemaOf(shape["*"], optional, `${owner}.*`) };
  }
  const all = shape["&"] as unknown as Shape[] | undefined;
  if (all) return { allOf: all.map((part) => schemaOf(part, optional, owner)) };
  const properties = Object.entries(shape).map(([key, value]) => [key, schemaOf(value, optional, `${owner}.${key}`)]);
  return {
    title: owner,
    type: "object",
    properties: Object.fromEntries(properties),
    required: Object.keys(shape).filter((key) => !optional(owner, key)),
  };
}

function namedSchema(shape: string): JsonSchema {
  const [name = "", nullable] = shape.split("|");
  if (name === "any") return {};
  if (TYPES.includes(name)) return { type: nullable ? [name, "null"] : name };
  const ref = { $ref: `#/$defs/${name}` };
  return nullable ? { anyOf: [ref, { type: "null" }] } : ref;
}

/**
 * Compiles the check of the answers of an operation: returns what is wrong with a body, each fault once, such as
 * `User.roles is missing` or `Team.policy_id must be string`.
 */
export function referenceCheck(operation: string, optional: Optional): (body: unknown) => string[] {
  const shape = reference.operations[operation]?.[1];
  if (shape === undefined) return () => [];
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: true });
  const defs = Object.entries(reference.shapes).map(([name, one]) => [name, schemaOf(one, optional, name)]);
  const validate = ajv.compile({ ...schemaOf(shape, optional, operation), $defs: Object.fromEntries(defs) });
  return (body) => (validate(body) ? [] : [...new Set((validate.errors ?? []).map(describe))]);
}

const describe = ({ message, keyword, params, parentSchema }: ErrorObject): string => {
  const owner = String(parentSchema?.title);
  return keyword === "required"
    ? `${owner}.${(params as { missingProperty: string }).missingProperty} is missing`
    : `${owner} ${message}`;
};
