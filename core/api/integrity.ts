import { Type } from "@sinclair/typebox";
import { API } from "./common.js";
import { endpoint } from "./endpoint.js";

/** One thing that must hold between what the server keeps, and where it does not. */
export const Finding = Type.Object({
  name: Type.String(),
  means: Type.String(),
  broken: Type.Integer(),
  /** Ids of at most five. */
  examples: Type.Array(Type.String()),
});

export const checkIntegrity = endpoint({
  method: "GET",
  path: `${API}/courtyard/integrity`,
  reply: Type.Array(Finding),
  summary: "Looks whether what the server keeps fits together. Changes nothing.",
});
