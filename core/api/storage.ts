import { type Static, Type } from "@sinclair/typebox";
import { API, Id, IdOrEmpty } from "./common.js";
import { endpoint } from "./endpoint.js";

const Amount = { files: Type.Integer(), /** Bytes of the originals, without previews. */ bytes: Type.Integer() };

export const StorageUse = Type.Object({
  total: Type.Object(Amount),
  /** The teams with most, at most 100; `team_id` is empty for direct and group messages. */
  teams: Type.Array(Type.Object({ ...Amount, team_id: IdOrEmpty, display_name: Type.String() })),
  /** The people with most, at most 100. */
  users: Type.Array(Type.Object({ ...Amount, user_id: Id, username: Type.String() })),
  /** How many files of messages were read for search, by state: waiting, read, none, large, failed. */
  texts: Type.Record(Type.String(), Type.Integer()),
});
export type StorageUse = Static<typeof StorageUse>;

export const getStorageUse = endpoint({
  method: "GET",
  path: `${API}/courtyard/storage`,
  reply: StorageUse,
  summary: "How much room files take, by team and by person.",
});
