import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { Link } from "./recovery.js";

export const MAX_INVITATIONS = 50;

const Email = Type.String({ maxLength: 128 });
const Emails = Type.Array(Email, { minItems: 1, maxItems: 1000 });

/** The addresses alone, or with channels of the team and a few words. */
export const InvitationList = Type.Union([
  Emails,
  Type.Object({
    emails: Emails,
    channelIds: Type.Optional(Type.Array(Id, { maxItems: 100 })),
    message: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
]);

export const InvitationResult = Type.Object({
  email: Type.String(),
  error: Type.Union([
    Type.Object({ id: Type.String(), message: Type.String(), status_code: Type.Integer() }),
    Type.Null(),
  ]),
});
export type InvitationResult = Static<typeof InvitationResult>;

export const inviteByEmail = endpoint({
  method: "POST",
  path: `${API}/teams/{team_id}/invite/email`,
  query: Type.Object({ graceful: Type.Optional(Type.Boolean()) }),
  body: InvitationList,
  reply: Type.Union([StatusOk, Type.Array(InvitationResult)]),
  summary: "Invites people to a team by mail. With `graceful` each address has its own result.",
});

const GuestTerms = {
  /** When the accounts of guests who are new here end; left out or 0 = never. */
  guest_expires_at: Type.Optional(Timestamp),
};

export const inviteGuestsByEmail = endpoint({
  method: "POST",
  path: `${API}/teams/{team_id}/invite-guests/email`,
  query: Type.Object({ graceful: Type.Optional(Type.Boolean()), guest_magic_link: Type.Optional(Type.Boolean()) }),
  body: Type.Object({
    emails: Emails,
    channels: Type.Array(Id, { minItems: 1, maxItems: 100 }),
    message: Type.Optional(Type.String({ maxLength: 1000 })),
    ...GuestTerms,
  }),
  reply: Type.Union([StatusOk, Type.Array(InvitationResult)]),
  summary:
    "Invites guests to channels of a team by mail. With `graceful` each address has its own result; with `guest_magic_link` those who are new are signed in by the link, without a password.",
});
export const createGuestInvitationLink = endpoint({
  method: "POST",
  path: `${API}/courtyard/teams/{team_id}/invite_guest_link`,
  body: Type.Object({ email: Email, channel_ids: Type.Array(Id, { minItems: 1, maxItems: 100 }), ...GuestTerms }),
  reply: Link,
  status: 201,
  summary: "Makes an invitation of one guest as a link to be handed over. It does not prove whose the address is.",
});
export const cancelInvitations = endpoint({
  method: "DELETE",
  path: `${API}/teams/invites/email`,
  reply: StatusOk,
  summary: "Makes all invitations by mail invalid that were not used yet, in all teams.",
});
export const createInvitationLink = endpoint({
  method: "POST",
  path: `${API}/courtyard/teams/{team_id}/invite_link`,
  body: Type.Object({ email: Email, channel_ids: Type.Optional(Type.Array(Id, { maxItems: 100 })) }),
  reply: Link,
  status: 201,
  summary: "Makes an invitation for one address as a link to be handed over. It does not prove whose the address is.",
});
