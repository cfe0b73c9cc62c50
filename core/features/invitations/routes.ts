import { OK } from "../../api/common.js";
import * as api from "../../api/invitations.js";
import { AppError, forbidden } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { type Guard, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { inTeam, type TeamDoor, teamOf } from "../teams/index.js";
import { invitationSettings } from "./config.js";
import type { Invitations } from "./invitations.js";

const noGuest: Guard = {
  words: "and no guest",
  session: true,
  check(call) {
    if (call.caller.isGuest) throw forbidden();
  },
};

export function invitationRoutes(invitations: Invitations, door: TeamDoor): Route[] {
  return [
    ...memberRoutes(invitations, door),
    ...guestRoutes(invitations, door),
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

/** @throws AppError 413, 501 */
function checkMailable({ platform: { config, mails } }: Invitations, caller: Caller, emails: readonly string[]) {
  if (!config.get(invitationSettings.EnableEmailInvitations))
    throw new AppError("api.team.invite_members.disabled.app_error");
  if (!mails.canSend && !caller.permissions.has("manage_system"))
    throw new AppError("api.team.invite_members.unable_to_send_email_with_defaults.app_error");
  if (emails.length > api.MAX_INVITATIONS)
    throw new AppError("api.team.invite_members.too_many.app_error", { limit: api.MAX_INVITATIONS });
}

function memberRoutes(invitations: Invitations, door: TeamDoor): Route[] {
  /** Those who may both invite to the team and bring people in. */
  const mayInvite: Guard[] = [
    inTeam(door)("invite_user"),
    noGuest,
    {
      words: "and add_user_to_team",
      session: true,
      check(call) {
        if (!teamOf(call).can("add_user_to_team")) throw forbidden();
      },
    },
  ];
  return [
    route(
      api.inviteByEmail,
      mayInvite,
      async (call) => {
        const { caller, body, query, ip } = call;
        const { emails, ...more } = Array.isArray(body) ? { emails: body } : body;
        checkMailable(invitations, caller, emails);
        const graceful = query.graceful ?? false;
        const results = await invitations.send(caller, teamOf(call), emails, { ...more, graceful, ip });
        return graceful ? results : OK;
      },
      { perMinute: 60 },
    ),
    route(
      api.createInvitationLink,
      mayInvite,
      (call) =>
        invitations.link(call.caller, teamOf(call), call.body.email, { channelIds: call.body.channel_ids }, call.ip),
      { perMinute: 60 },
    ),
  ];
}

function guestRoutes(invitations: Invitations, door: TeamDoor): Route[] {
  const mayInvite = [inTeam(door)("invite_guest"), noGuest];
  const guestOf = (body: { guest_expires_at?: number }) => ({ expires_at: body.guest_expires_at ?? 0 });
  return [
    route(
      api.inviteGuestsByEmail,
      mayInvite,
      async (call) => {
        const { caller, body, query, ip } = call;
        checkMailable(invitations, caller, body.emails);
        if (query.guest_magic_link && !invitations.deps.guests.signInByLink)
          throw new AppError("api.context.feature_disabled.app_error", { feature: "Signing in by a mailed link" });
        const graceful = query.graceful ?? false;
        const { channels: channelIds, message } = body;
        const terms = { channelIds, message, guest: guestOf(body), graceful, ip, signsIn: query.guest_magic_link };
        const results = await invitations.send(caller, teamOf(call), body.emails, terms);
        return graceful ? results : OK;
      },
      { perMinute: 60 },
    ),
    route(
      api.createGuestInvitationLink,
      mayInvite,
      (call) => {
        const { caller, body, ip } = call;
        const terms = { channelIds: body.channel_ids, guest: guestOf(body) };
        return invitations.link(caller, teamOf(call), body.email, terms, ip);
      },
      { perMinute: 60 },
    ),
  ];
}
