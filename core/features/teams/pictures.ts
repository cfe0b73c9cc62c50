import type { ResponseObject } from "@hapi/hapi";
import { OK } from "../../api/common.js";
import * as api from "../../api/teams.js";
import { AppError, notFound } from "../../platform/app-error.js";
import { FileError } from "../../platform/files/index.js";
import { fileSettings } from "../../platform/files/settings.js";
import type { AnyCall } from "../../platform/http/call.js";
import { receivePicture, uploadProblem } from "../../platform/http/picture-form.js";
import { type Route, route } from "../../platform/http/route.js";
import { avatar } from "../../platform/images/index.js";
import { inTeam, type TeamDoor, teamOf } from "./access.js";
import type { Teams } from "./service.js";
import type { TeamRow } from "./store.js";

/** Larger files are not pictures of teams, whatever the limit of files is. */
const MAX_BYTES = 10 * 1024 * 1024;
/** Pixels on each side: sharp at 128 on screens with double density. */
const SIZE = 256;
const pathOf = (teamId: string) => `teams/${teamId}/picture.png`;

/** Answers the picture of a team. @throws AppError 404 when it has none */
async function answer(teams: Teams, call: AnyCall, team: TeamRow): Promise<ResponseObject> {
  if (team.last_team_icon_update === 0) throw notFound("picture");
  const etag = `${team.id}-${team.last_team_icon_update}`;
  // The address clients ask for holds the time of the last change, so that an old answer is never shown for a new one.
  call.headers["Cache-Control"] = "private, max-age=86400";
  const known = call.toolkit.entity({ etag });
  if (known) return known;
  try {
    return call
      .respond(await teams.platform.files.read(pathOf(team.id)))
      .type("image/png")
      .etag(etag);
  } catch (error) {
    if (error instanceof FileError && error.code === "not_found") throw notFound("picture");
    throw new AppError("api.context.unavailable.app_error", { dependency: "file storage" }, { cause: error });
  }
}

/** Takes a picture from a form. @throws AppError 400, 413, 507 */
async function receive(teams: Teams, call: AnyCall, teamId: string): Promise<void> {
  const { config, files } = teams.platform;
  const { picture } = await receivePicture(call, files, {
    field: "image",
    maxBytes: Math.min(MAX_BYTES, config.get(fileSettings.MaxFileSize)),
    tooLarge: "api.user.upload_profile_user.too_large.app_error",
    missing: "api.user.upload_profile_user.array.app_error",
  });
  const made = await avatar(picture, SIZE, config.get(fileSettings.MaxImageResolution));
  if (!made) throw new AppError("api.user.upload_profile_user.decode.app_error");
  try {
    await files.write(pathOf(teamId), made);
  } catch (error) {
    throw uploadProblem(error, new AppError("api.user.upload_profile_user.decode.app_error"));
  }
  await teams.update(teamId, { last_team_icon_update: Date.now() });
}

/** The pictures of teams: who sees a team sees its picture, who manages it changes it. */
export function teamPictureRoutes(teams: Teams, door: TeamDoor): Route[] {
  const can = inTeam(door);
  return [
    route(api.getTeamImage, can("view_team", "list_public_teams", "list_private_teams"), (call) =>
      answer(teams, call as unknown as AnyCall, teamOf(call).team),
    ),
    route(
      api.setTeamImage,
      can("manage_team"),
      async (call) => {
        await receive(teams, call as unknown as AnyCall, call.params.team_id);
        return OK;
      },
      { payload: "stream" },
    ),
    route(api.removeTeamImage, can("manage_team"), async ({ params }) => {
      await teams.update(params.team_id, { last_team_icon_update: 0 });
      await teams.platform.files.remove(pathOf(params.team_id));
      return OK;
    }),
  ];
}
