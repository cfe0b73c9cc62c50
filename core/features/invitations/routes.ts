import { OK } from "../../api/common.js";
import * as api from "../../api/invitations.js";
import { AppError, forbidden } from "../../platform/app-error.js";
import { type Guard, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { inTeam, type TeamDoor, teamOf } from "../teams/index.js";
import { invitationSettings } from "./config.js";
import type { Invitations } from "./invitations.js";

export function invitationRoutes(invitations: Invitations, door: TeamDoor): Route[] {
  const { config, mails } = invitations.platform;
  /** Those who may both invite to the team and bring people in. */
  const mayInvite: Guard[] = [
    inTeam(door)("invite_user"),
    {
      words: "and add_user_to_team, no guest",
      session: true,
      check(call) {
        if (call.caller.isGuest || !teamOf(call).can("add_user_to_team")) throw forbidden();
      },
    },
  ];
  return [
    route(
      api.inviteByEmail,
      mayInvite,
      async (call) => {
        const { caller, body, query, ip } = call;
        const { emails, channelIds, message } = Array.isArray(body)
          ? { emails: body, channelIds: undefined, message: undefined }
          : body;
        if (!config.get(invitationSettings.EnableEmailInvitations))
          throw new AppError("api.team.invite_members.disabled.app_error");
        if (!mails.canSend && !caller.permissions.has("manage_system")) {
          throw new AppError("api.team.invite_members.unable_to_send_email_with_defaults.app_error");
        }
        if (emails.length > api.MAX_INVITATIONS)
          throw new AppError("api.team.invite_members.too_many.app_error", { limit: api.MAX_INVITATIONS });
        const results = await invitations.send(caller, teamOf(call), emails, {
          channelIds,
          message,
          graceful: query.graceful ?? false,
          ip,
        });
        return query.graceful ? results : OK;
      },
      { perMinute: 60 },
    ),
    route(
      api.createInvitationLink,
      mayInvite,
      (call) => invitations.link(call.caller, teamOf(call), call.body.email, call.body.channel_ids ?? [], call.ip),
      { perMinute: 60 },
    ),
    route(
      api.cancelInvitations,
      system("invalidate_email_invite", "sysconsole_write_authentication_signup"),
      async ({ caller, ip }) => {
        await invitations.cancelAll(caller, ip);
        return OK;
      },
    ),
  ];
}
