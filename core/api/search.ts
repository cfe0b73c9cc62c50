import { type Static, Type } from "@sinclair/typebox";
import { API } from "./common.js";
import { endpoint } from "./endpoint.js";
import { FileInfo } from "./files.js";
import { PostList } from "./posts.js";

/** What is searched for, and how much of it is wanted. */
export const SearchBody = Type.Object({
  /** The search box as typed: words, "phrases", beginnings*, -exclusions, from: in: before: after: on: during: has: is: ext: */
  terms: Type.String({ minLength: 1, maxLength: 16_000 }),
  /** Any of the words instead of all. */
  is_or_search: Type.Optional(Type.Boolean()),
  /** How far the person's clock is ahead of UTC, in seconds; dates are meant in that time. */
  time_zone_offset: Type.Optional(Type.Integer({ minimum: -86_400, maximum: 86_400 })),
  include_deleted_channels: Type.Optional(Type.Boolean()),
  page: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  per_page: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
});
export type SearchBody = Static<typeof SearchBody>;

/** Messages, newest first, and the words in each that were looked for. */
export const PostSearchResults = Type.Object({
  ...PostList.properties,
  matches: Type.Record(Type.String(), Type.Array(Type.String())),
});

/** Files, newest first. */
export const FileSearchResults = Type.Object({
  order: Type.Array(Type.String()),
  file_infos: Type.Record(Type.String(), FileInfo),
  next_file_info_id: Type.String(),
  prev_file_info_id: Type.String(),
});

const inTeam = `${API}/teams/{team_id}` as const;

export const searchTeamPosts = endpoint({
  method: "POST",
  path: `${inTeam}/posts/search`,
  body: SearchBody,
  reply: PostSearchResults,
  summary: "Messages in one's channels of a team and in one's direct messages.",
});
export const searchPosts = endpoint({
  method: "POST",
  path: `${API}/posts/search`,
  body: SearchBody,
  reply: PostSearchResults,
  summary: "Messages in all of one's channels.",
});
export const searchTeamFiles = endpoint({
  method: "POST",
  path: `${inTeam}/files/search`,
  body: SearchBody,
  reply: FileSearchResults,
  summary: "Files by name in one's channels of a team and in one's direct messages.",
});
export const searchFiles = endpoint({
  method: "POST",
  path: `${API}/files/search`,
  body: SearchBody,
  reply: FileSearchResults,
  summary: "Files by name in all of one's channels.",
});
