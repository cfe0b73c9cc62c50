import type { BodyOf, QueryOf } from "../../api/endpoint.js";
import type { createUser } from "../../api/users.js";
import { AppError } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Caller } from "../../platform/http/caller.js";
import { unforged } from "../../platform/http/tokens.js";
import type { Users } from "./service.js";
import type { UserRow } from "./store.js";

/** An invitation that was found valid. */
export interface Invitation {
  /** The only address it is good for; whoever was mailed it has proved that the address is theirs. */
  readonly email?: string;
  /** Handed over in another way, so it proves nothing about the address. */
  readonly byHand?: boolean;
  /** Makes a guest of whoever has no account yet; `expiresAt` is when that account ends, 0 = never. */
  readonly guest?: { readonly expiresAt: number };
  /** Does what the invitation is for (joins the team), once the account exists. */
  accept(user: UserRow): Promise<void>;
}

/** Finds an invitation by the id in a link (`inviteId`) or by the secret of a mail (`token`). */
export type FindInvitation = (ask: { inviteId?: string; token?: string }) => Promise<Invitation | undefined>;

type SignUpCall = Pick<AnyCall, "who" | "request"> & {
  query: QueryOf<typeof createUser>;
  body: BodyOf<typeof createUser>;
};

/** The administrator who calls, if one does. Sign-up needs no session, so a forged request is told apart here. */
function administrator(call: SignUpCall): Caller | null {
  const caller = unforged(call.request, call.who);
  return caller?.permissions.has("manage_system") ? caller : null;
}

/** Creates an account for whoever asks, as far as they may. @throws AppError 400, 403, 501 */
export async function signUp(users: Users, findInvitation: FindInvitation, call: SignUpCall): Promise<UserRow> {
  const { query, body } = call;
  const asked = Boolean(query.iid || query.t);
  const invitation = asked ? await findInvitation({ inviteId: query.iid, token: query.t }) : undefined;
  const fits = invitation && (!invitation.email || invitation.email === body.email.trim().toLowerCase());
  if (asked && !fits) throw new AppError("api.user.create_user.signup_link_invalid.app_error");
  const admission = administrator(call) ? "by-admin" : invitation?.guest ? "guest" : invitation ? "invited" : "open";
  const as = invitation?.guest && { roles: "system_guest", guestExpiresAt: invitation.guest.expiresAt };
  const user = await users.create(body, admission, as);
  if (!invitation) return user;
  await invitation.accept(user);
  return invitation.email && !invitation.byHand ? users.save(user.id, { email_verified: true }) : user;
}
