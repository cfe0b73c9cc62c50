import type { TSchema } from "@sinclair/typebox";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { badBody, badQuery } from "../app-error.js";
import { prunerOf } from "./declared.js";

// Query parameters are texts, so they are coerced; bodies are taken as they are, because 1 is not "1".
const coercing = new Ajv({ coerceTypes: "array", useDefaults: true, allErrors: false, strict: false });
const exact = new Ajv({ coerceTypes: false, useDefaults: true, allErrors: false, strict: false });

function fieldOf(error: ErrorObject | undefined): string {
  if (!error) return "body";
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  const missing = error.keyword === "required" ? (error.params as { missingProperty: string }).missingProperty : "";
  return [path, missing].filter(Boolean).join(".") || "body";
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
    if (!validate(query)) throw badQuery(fieldOf(validate.errors?.[0]));
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
    if (!validate(body)) throw badBody(fieldOf(validate.errors?.[0]));
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
