import type { TSchema } from "@sinclair/typebox";

/** What is read of a schema here. */
interface Shape {
  readonly type?: string;
  readonly properties?: Record<string, Shape>;
  readonly patternProperties?: Record<string, Shape>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
}

/** Takes out of a value, in place, what its schema does not name; a value of another kind is left to the check. */
type Prune = (value: unknown) => void;

/**
 * Compiles what takes undeclared fields out of a value at every depth, once for a schema; undefined where all of the
 * value may stay. A schema without any field and one with patterns or further properties is open: its fields stay.
 * @throws Error where a value could follow one of several declared objects, as nobody could say which fields it has
 */
export function prunerOf(schema: TSchema): Prune | undefined {
  return compile(schema as Shape);
}

function compile(shape: Shape): Prune | undefined {
  if (shape.allOf) throw new Error("A body joins its fields in one object: Type.Composite, not Type.Intersect.");
  if (shape.anyOf) return anyOf(shape.anyOf);
  if (shape.type === "array") return each(shape.items, Array.isArray);
  if (shape.type !== "object") return undefined;
  const { properties = {}, patternProperties, additionalProperties } = shape;
  const open = patternProperties || additionalProperties || Object.keys(properties).length === 0;
  if (!open) return closed(properties);
  const [values] = [...Object.values(patternProperties ?? {}), additionalProperties];
  return each(typeof values === "object" ? values : undefined, isObject);
}

/** A value that has one of several forms: at most one of them an object, and one a list. */
function anyOf(forms: readonly Shape[]): Prune | undefined {
  for (const type of ["object", "array"])
    if (forms.filter((form) => form.type === type).length > 1)
      throw new Error(`A body has one form of ${type} in a place, not several.`);
  const prunes = forms.map(compile).filter((prune) => prune !== undefined);
  if (prunes.length === 0) return undefined;
  return (value) => {
    for (const prune of prunes) prune(value);
  };
}

/** Every value of a list, or of an object whose names are open. */
function each(values: Shape | undefined, is: (value: unknown) => boolean): Prune | undefined {
  const prune = values && compile(values);
  if (!prune) return undefined;
  return (value) => {
    if (is(value)) for (const one of Object.values(value as object)) prune(one);
  };
}

function closed(properties: Record<string, Shape>): Prune {
  const fields = new Map(Object.entries(properties).map(([name, shape]) => [name, compile(shape)]));
  return (value) => {
    if (!isObject(value)) return;
    for (const name of Object.keys(value)) {
      if (fields.has(name)) fields.get(name)?.(value[name]);
      else delete value[name];
    }
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
