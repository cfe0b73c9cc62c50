import Bourne from "@hapi/bourne";
import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/emoji.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import { safeHeaders } from "../../platform/files/index.js";
import type { AnyCall } from "../../platform/http/call.js";
import { type Guard, signedIn, system } from "../../platform/http/guards.js";
import { receivePicture } from "../../platform/http/picture-form.js";
import { type Route, route } from "../../platform/http/route.js";
import { bodyCheck } from "../../platform/http/validation.js";
import { formatOf } from "../../platform/images/index.js";
import { serviceSettings } from "../system/index.js";
import type { CustomEmoji } from "./service.js";

/** Largest picture of an emoji, in bytes. */
const MAX_BYTES = 1024 * 1024;

const checkForm = bodyCheck(api.EmojiCreate);

/** The name in the form field `emoji`. @throws AppError 400, 403 */
function nameIn(field: string | undefined, creatorId: string): string {
  let given: unknown;
  try {
    given = Bourne.parse(field ?? "");
  } catch {
    throw badBody("emoji");
  }
  const { name, creator_id: creator } = checkForm(given) as { name: string; creator_id?: string };
  if (creator && creator !== creatorId) throw forbidden();
  return name;
}

async function answerImage(emoji: CustomEmoji, call: AnyCall) {
  const one = await emoji.get(call.params.emoji_id as string);
  // A picture never changes: another one is another emoji.
  const known = call.toolkit.entity({ etag: one.id });
  call.headers["Cache-Control"] = "private, max-age=2592000";
  if (known) return known;
  const chunks: Buffer[] = [];
  for await (const chunk of await emoji.image(one)) chunks.push(chunk as Buffer);
  const picture = Buffer.concat(chunks);
  const mimeType = formatOf(picture) === "gif" ? "image/gif" : "image/png";
  const headers = safeHeaders({ name: `${one.name}.${mimeType.slice(6)}`, mimeType });
  call.headers["Content-Security-Policy"] = headers["Content-Security-Policy"] ?? "";
  return call.respond(picture).type(mimeType).etag(one.id);
}

export function emojiRoutes(emoji: CustomEmoji): Route[] {
  const { config, files } = emoji.platform;
  const enabled: Guard = {
    words: "custom emoji are switched on",
    session: true,
    check() {
      if (!config.get(serviceSettings.EnableCustomEmoji))
        throw new AppError("api.context.feature_disabled.app_error", { feature: "Custom emoji" });
    },
  };
  const reader = [signedIn(), enabled];
  return [
    route(
      api.createEmoji,
      [system("create_emojis"), enabled],
      async (call) => {
        const { picture, fields } = await receivePicture(call as unknown as AnyCall, files, {
          field: "image",
          maxBytes: MAX_BYTES,
          tooLarge: "api.emoji.upload.large_image.app_error",
          missing: "api.context.invalid_body_param.app_error",
        });
        return emoji.add(nameIn(fields.get("emoji")?.[0], call.caller.userId), picture, call.caller.userId);
      },
      { payload: "stream" },
    ),
    route(api.listEmoji, reader, ({ query }) => emoji.page(query.sort === "name", pageOf(query)), { etag: true }),
    route(api.searchEmoji, reader, ({ body }) => emoji.search(body.term, body.prefix_only ?? false), { canWait: true }),
    route(api.autocompleteEmoji, reader, ({ query }) => emoji.search(query.name, true), { canWait: true }),
    route(api.getEmojiByNames, reader, ({ body }) => emoji.byNames(body)),
    route(api.getEmojiByName, reader, async ({ params }) => {
      const [found] = await emoji.byNames([params.emoji_name]);
      if (!found) throw notFound("emoji");
      return found;
    }),
    route(api.getEmoji, reader, ({ params }) => emoji.get(params.emoji_id)),
    // Messages written before custom emoji were switched off keep theirs.
    route(api.getEmojiImage, signedIn(), (call) => answerImage(emoji, call as unknown as AnyCall)),
    route(api.deleteEmoji, reader, async ({ params, caller }) => {
      await emoji.delete(params.emoji_id, caller);
      return OK;
    }),
  ];
}
