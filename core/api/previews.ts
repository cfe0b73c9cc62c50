import { type Static, Type } from "@sinclair/typebox";
import { API, Id } from "./common.js";
import { endpoint } from "./endpoint.js";
import { Post } from "./posts.js";

/** What a page says of itself. */
export const OpenGraph = Type.Object({
  type: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  site_name: Type.Optional(Type.String()),
  url: Type.String(),
  images: Type.Array(
    Type.Object({
      url: Type.String(),
      secure_url: Type.Optional(Type.String()),
      type: Type.Optional(Type.String()),
      width: Type.Optional(Type.Integer()),
      height: Type.Optional(Type.Integer()),
    }),
  ),
});
export type OpenGraph = Static<typeof OpenGraph>;

/** The size of a picture a message links to. */
export const LinkedImage = Type.Object({
  width: Type.Integer(),
  height: Type.Integer(),
  format: Type.String(),
  /** 0 for a still picture, as clients expect. */
  frame_count: Type.Integer(),
});
export type LinkedImage = Static<typeof LinkedImage>;

/** A message that another message links to, for those who may read it. */
export const PostPreview = Type.Object({
  post_id: Id,
  post: Post,
  team_name: Type.String(),
  channel_id: Id,
  channel_display_name: Type.String(),
  channel_type: Type.String(),
});
export type PostPreview = Static<typeof PostPreview>;

export type Embed =
  | { type: "permalink"; url: string; data: PostPreview }
  | { type: "opengraph"; url: string; data: OpenGraph }
  | { type: "image" | "link" | "message_attachment"; url: string };

const Url = Type.String({ minLength: 1, maxLength: 2048 });

export const getOpenGraph = endpoint({
  method: "POST",
  path: `${API}/opengraph`,
  body: Type.Object({ url: Url }),
  reply: OpenGraph,
  summary: "What a page says of itself; an empty url when it says nothing.",
});
export const getImage = endpoint({
  method: "GET",
  path: `${API}/image`,
  query: Type.Object({ url: Url }),
  reply: Type.Unknown(),
  summary: "A picture of another site, fetched by the server so that the site does not learn who looks at it.",
});
export const getRedirectLocation = endpoint({
  method: "GET",
  path: `${API}/redirect_location`,
  query: Type.Object({ url: Url }),
  reply: Type.Object({ location: Type.String() }),
  summary: "Where a short link leads; '' when it does not redirect.",
});
