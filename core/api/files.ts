import { type Static, Type } from "@sinclair/typebox";
import { API, Id, IdOrEmpty, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** A file as clients know it; its bytes are fetched apart. */
export const FileInfo = Type.Object({
  id: Id,
  user_id: Id,
  /** Empty until a message names the file. */
  post_id: IdOrEmpty,
  channel_id: IdOrEmpty,
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  name: Type.String(),
  /** Lower case, without the dot. */
  extension: Type.String(),
  /** Bytes. */
  size: Type.Integer({ minimum: 0 }),
  mime_type: Type.String(),
  /** Pixels; 0 for what is no picture. */
  width: Type.Integer({ minimum: 0 }),
  height: Type.Integer({ minimum: 0 }),
  has_preview_image: Type.Boolean(),
  /** A JPEG of 16x16 in base 64, or null. */
  mini_preview: Type.Union([Type.String(), Type.Null()]),
  remote_id: Type.String(),
  archived: Type.Boolean(),
});
export type FileInfo = Static<typeof FileInfo>;

/** An upload that may be sent in pieces and continued after a broken connection. */
export const UploadSession = Type.Object({
  id: Id,
  type: Type.Literal("attachment"),
  create_at: Timestamp,
  user_id: Id,
  channel_id: Id,
  filename: Type.String(),
  file_size: Type.Integer({ minimum: 1 }),
  /** Bytes received so far; the next piece begins here. */
  file_offset: Type.Integer({ minimum: 0 }),
});
export type UploadSession = Static<typeof UploadSession>;

const files = `${API}/files` as const;
const uploads = `${API}/uploads` as const;

export const uploadFiles = endpoint({
  method: "POST",
  path: `${files}`,
  query: Type.Object({
    channel_id: Type.Optional(Type.String()),
    filename: Type.Optional(Type.String({ maxLength: 2000 })),
    client_ids: Type.Optional(Type.String()),
  }),
  reply: Type.Object({ file_infos: Type.Array(FileInfo), client_ids: Type.Array(Type.String()) }),
  status: 201,
  summary:
    "Upload files to a channel: a multipart form, or the bytes alone with `channel_id` and `filename` in the address.",
});

const Download = Type.Object({ download: Type.Optional(Type.String()) });

export const getFile = endpoint({
  method: "GET",
  path: `${files}/{file_id}`,
  query: Download,
  reply: Type.Unknown(),
  summary: "The bytes of a file; takes Range, and `download=1` to save instead of show.",
});
export const getFileThumbnail = endpoint({
  method: "GET",
  path: `${files}/{file_id}/thumbnail`,
  query: Download,
  reply: Type.Unknown(),
  summary: "A picture as JPEG of at most 120x100.",
});
export const getFilePreview = endpoint({
  method: "GET",
  path: `${files}/{file_id}/preview`,
  query: Download,
  reply: Type.Unknown(),
  summary: "A picture of at most 1920 pixels in width.",
});
export const getFileInfo = endpoint({
  method: "GET",
  path: `${files}/{file_id}/info`,
  reply: FileInfo,
  summary: "What is known of a file.",
});
export const getFileLink = endpoint({
  method: "GET",
  path: `${files}/{file_id}/link`,
  reply: Type.Object({ link: Type.String() }),
  summary: "A link with which anybody gets the file, where the server allows that.",
});
/** The link of a file; empty while there is none. */
export const FileLink = Type.Object({
  link: Type.String(),
  create_at: Timestamp,
  /** 0 = without end. */
  expires_at: Timestamp,
  /** Who made it. */
  user_id: IdOrEmpty,
});
export type FileLink = Static<typeof FileLink>;
const ownLink = `${API}/courtyard/files/{file_id}/link` as const;

export const lookAtFileLink = endpoint({
  method: "GET",
  path: ownLink,
  reply: FileLink,
  summary: "The public link of a file as it is, who made it and when it ends; an empty one while there is none.",
});
export const setFileLink = endpoint({
  method: "PUT",
  path: ownLink,
  body: Type.Object({ expires_at: Timestamp }),
  reply: FileLink,
  summary: "Make a public link of a file, or change when it ends; 0 = never.",
});
export const revokeFileLink = endpoint({
  method: "DELETE",
  path: ownLink,
  reply: StatusOk,
  summary: "Take the public link of a file back; it never works again.",
});
export const getPublicFile = endpoint({
  method: "GET",
  path: "/files/{file_id}/public",
  query: Type.Object({ h: Type.Optional(Type.String({ maxLength: 200 })), download: Type.Optional(Type.String()) }),
  reply: Type.Unknown(),
  summary: "The bytes of a file through its public link.",
});
export const getPostFiles = endpoint({
  method: "GET",
  path: `${API}/posts/{post_id}/files/info`,
  query: Type.Object({ include_deleted: Type.Optional(Type.String()) }),
  reply: Type.Array(FileInfo),
  summary: "The files of a message.",
});

export const createUpload = endpoint({
  method: "POST",
  path: `${uploads}`,
  body: Type.Object({
    channel_id: Id,
    filename: Type.String({ minLength: 1, maxLength: 2000 }),
    file_size: Type.Integer({ minimum: 1 }),
    type: Type.Optional(Type.Union([Type.Literal("attachment"), Type.Literal("")])),
  }),
  reply: UploadSession,
  status: 201,
  summary: "Announce a file that will be sent in pieces.",
});
export const getUpload = endpoint({
  method: "GET",
  path: `${uploads}/{upload_id}`,
  reply: UploadSession,
  summary: "How much of an upload has arrived.",
});
export const sendUploadData = endpoint({
  method: "POST",
  path: `${uploads}/{upload_id}`,
  reply: FileInfo,
  status: 201,
  summary: "Send the next piece: 204 while bytes are missing, the file when it is complete.",
});
export const getUserUploads = endpoint({
  method: "GET",
  path: `${API}/users/{user_id}/uploads`,
  reply: Type.Array(UploadSession),
  summary: "Unfinished uploads of a person.",
});
