import type { Static, TSchema } from "@sinclair/typebox";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

type ParamNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never;

/** The path parameters of an endpoint by name, always strings. */
export type Params<P extends string> = { [N in ParamNames<P>]: string };

/** One call of the API as data: servers bind a handler to it, clients call it, the documentation lists it. */
export interface Endpoint<
  P extends string = string,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> {
  readonly method: Method;
  /** Path template with `{name}` parameters, from the root of the server. */
  readonly path: P;
  readonly query?: Q;
  readonly body?: B;
  /** Shape of the 2xx body. */
  readonly reply: R;
  /** Status of success; 200 when not given. */
  readonly status?: 200 | 201;
  /** One line for the documentation. */
  readonly summary: string;
}

/** Declares an endpoint; returns it unchanged with its types inferred. */
export function endpoint<P extends string, R extends TSchema, Q extends TSchema, B extends TSchema>(
  declaration: Endpoint<P, Q, B, R>,
): Endpoint<P, Q, B, R> {
  return declaration;
}

export type QueryOf<E> =
  E extends Endpoint<string, infer Q, TSchema, TSchema>
    ? TSchema extends Q
      ? Record<string, never>
      : Static<Q>
    : never;
export type BodyOf<E> =
  E extends Endpoint<string, TSchema, infer B, TSchema> ? (TSchema extends B ? undefined : Static<B>) : never;
export type ReplyOf<E> = E extends Endpoint<string, TSchema, TSchema, infer R> ? Static<R> : never;
export type ParamsOf<E> = E extends Endpoint<infer P, TSchema, TSchema, TSchema> ? Params<P> : never;
