import { OK } from "../../api/common.js";
import * as api from "../../api/files.js";
import type { AnyCall } from "../../platform/http/call.js";
import { anyone, self, signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { bodyOf, takeUpload } from "./intake.js";
import { presentFile } from "./present.js";
import type { PublicLinks } from "./public-links.js";
import { serveFile, type Variant } from "./serve.js";
import type { Files } from "./service.js";
import type { Uploads } from "./uploads.js";

export function fileRoutes(files: Files, uploads: Uploads, links: PublicLinks): Route[] {
  const bytes = (variant: Variant) => async (call: AnyCall) =>
    serveFile(files, call, await files.visibleTo(call.caller, call.params.file_id as string), variant);
  return [
    route(
      api.uploadFiles,
      signedIn(),
      async (call) => {
        const { rows, clientIds } = await takeUpload(files, call as AnyCall);
        return { file_infos: rows.map(presentFile), client_ids: clientIds };
      },
      { payload: "stream" },
    ),
    route(api.getFile, signedIn(), (call) => bytes("original")(call as AnyCall)),
    route(api.getFileThumbnail, signedIn(), (call) => bytes("thumbnail")(call as AnyCall)),
    route(api.getFilePreview, signedIn(), (call) => bytes("preview")(call as AnyCall)),
    route(api.getFileInfo, signedIn(), async ({ caller, params }) =>
      presentFile(await files.visibleTo(caller, params.file_id)),
    ),
    route(api.getFileLink, signedIn(), async ({ caller, params, request }) => {
      const { link } = await links.make(caller, params.file_id, request.url.origin);
      return { link };
    }),
    route(api.lookAtFileLink, signedIn(), ({ caller, params, request }) =>
      links.look(caller, params.file_id, request.url.origin),
    ),
    route(api.setFileLink, signedIn(), ({ caller, params, body, request }) =>
      links.setEnd(caller, params.file_id, body.expires_at, request.url.origin),
    ),
    route(api.revokeFileLink, signedIn(), async ({ caller, params }) => {
      await links.revoke(caller, params.file_id);
      return OK;
    }),
    route(api.getPublicFile, anyone(), async (call) =>
      serveFile(files, call as AnyCall, await links.open(call.params.file_id, call.query.h ?? ""), "original"),
    ),
    route(api.getPostFiles, signedIn(), ({ caller, params }) => files.ofPost(caller, params.post_id)),

    route(api.createUpload, signedIn(), ({ caller, body }) => uploads.create(caller, body)),
    route(api.getUpload, signedIn(), ({ caller, params }) => uploads.get(caller, params.upload_id)),
    route(
      api.sendUploadData,
      signedIn(),
      async (call) => {
        const row = await uploads.send(call.caller, call.params.upload_id, bodyOf(call as AnyCall));
        return row ? presentFile(row) : call.respond("").code(204);
      },
      { payload: "stream" },
    ),
    route(api.getUserUploads, self(), ({ params }) => uploads.ofUser(params.user_id)),
  ];
}
