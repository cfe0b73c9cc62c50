import type { TSchema } from "@sinclair/typebox";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { badBody, badQuery } from "../app-error.js";
import { prunerOf } from "./declared.js";

// Query parameters are texts, so they are coerced; bodies are taken as they are, because 1 is not "1".
const coercing = new Ajv({ coerceTypes: "array", useDefaults: true, allErrors: false, strict: false });
const exact = new Ajv({ coerceTypes: false, useDefaults: true, allErrors: false, strict: false });

/** What types are called in messages. */
const KINDS: Record<string, string> = {
  string: "a text",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  array: "a list",
  object: "an object",
};
/** More values than this are no help in a message. */
const MOST_VALUES = 12;

/** What would be right, as far as it can be said in some words; '' where it cannot. */
function wanted({ keyword, params, schemaPath }: ErrorObject): string {
  // Of several forms that are allowed, the first is not what was meant.
  if (/\/(any|one)Of\//.test(schemaPath)) return "";
  const { limit, type, allowedValues } = params as { limit?: number; type?: string; allowedValues?: unknown[] };
  const things = keyword.endsWith("Items") ? "entries" : "characters";
  if (keyword === "minLength" && limit === 1) return "must not be empty";
  if (keyword === "maxLength" || keyword === "maxItems") return `at most ${limit} ${things}`;
  if (keyword === "minLength" || keyword === "minItems") return `at least ${limit} ${things}`;
  if (keyword === "maximum" || keyword === "minimum") return `at ${keyword === "maximum" ? "most" : "least"} ${limit}`;
  if (keyword === "type") return KINDS[String(type)] ?? "";
  const values = (allowedValues ?? []).filter((value) => value !== "");
  return values.length > 0 && values.length <= MOST_VALUES ? `one of ${values.join(", ")}` : "";
}

/** Which field is wrong, and what it should be. */
function faultOf(error: ErrorObject | undefined): [field: string, hint: string] {
  if (!error) return ["body", ""];
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  const missing = error.keyword === "required" ? (error.params as { missingProperty: string }).missingProperty : "";
  // Of a list without a name, its entries are counted.
  const field = [path.replace(/^(?=\d+$)/, "entry "), missing].filter(Boolean).join(".") || "body";
  return [field, wanted(error)];
}

/** Compiles the check of query parameters: returns them typed, or throws 400 that names the parameter. */
export function queryCheck(schema: TSchema | undefined): (query: Record<string, unknown>) => Record<string, unknown> {
  if (!schema) return (query) => query;
  const validate = coercing.compile(schema);
  const properties = Object.entries((schema as { properties?: Record<string, TSchema> }).properties ?? {});
  const switches = properties.filter(([, property]) => property.type === "boolean").map(([name]) => name);
  return (query) => {
    // Some clients write switches as numbers.
    for (const name of switches) {
      if (query[name] === "1" || query[name] === "0") query[name] = query[name] === "1";
    }
    if (!validate(query)) throw badQuery(...faultOf(validate.errors?.[0]));
    return query;
  };
}

/**
 * Compiles the check of a body: returns it typed, or throws 400 that names the field. Clients send whole objects where
 * a part would do: what the schema does not name is taken out at every depth, so that no handler can write it anywhere.
 */
export function bodyCheck(schema: TSchema): (body: unknown) => unknown {
  const validate: ValidateFunction = exact.compile(schema);
  const prune = prunerOf(schema);
  return (body) => {
    // Clients in Go send null for a list or text they leave empty: absent and null mean the same.
    if (body && typeof body === "object" && !Array.isArray(body)) {
      for (const [key, value] of Object.entries(body)) {
        if (value === null) delete (body as Record<string, unknown>)[key];
      }
    }
    prune?.(body);
    if (!validate(body)) throw badBody(...faultOf(validate.errors?.[0]));
    return body;
  };
}

/** Checks path parameters by their names: an id is 26 letters and digits. Throws the answer an unknown id gets. */
export function paramsCheck(path: string): (params: Record<string, string>) => string | undefined {
  const ids = [...path.matchAll(/\{(\w+_id)\}/g)]
    .map((match) => match[1] as string)
    // Plugins name themselves.
    .filter((name) => name !== "category_id" && name !== "plugin_id");
  return (params) => ids.find((name) => !/^[a-z0-9]{26}$/.test(params[name] ?? ""));
}
