import { badBody } from "../../platform/app-error.js";
import { roleNames } from "./names.js";
import type { Roles } from "./service.js";

/** As what somebody is in a team or a channel; the scheme of the place says which roles that stands for. */
export interface MembershipKinds {
  scheme_admin: boolean;
  scheme_user: boolean;
  scheme_guest: boolean;
}

/** Reads the roles of a membership, all of them by name such as `team_user team_admin`. @throws AppError 400 */
export function membershipRoles(
  roles: Roles,
  place: "team" | "channel",
  text: string,
): MembershipKinds & { roles: string } {
  const names = [...new Set(roleNames(text).map((name) => roles.schemes.plain(name)))];
  if (names.length === 0 || names.some((name) => !roles.byName(name)?.name.startsWith(`${place}_`)))
    throw badBody("roles");
  const kinds = {
    scheme_admin: names.includes(`${place}_admin`),
    scheme_user: names.includes(`${place}_user`),
    scheme_guest: names.includes(`${place}_guest`),
  };
  if (kinds.scheme_guest && (kinds.scheme_user || kinds.scheme_admin)) throw badBody("roles");
  const others = names.filter((name) => ![`${place}_admin`, `${place}_user`, `${place}_guest`].includes(name));
  return { ...kinds, roles: others.join(" ") };
}

/** A membership of another kind: somebody is a member or a guest, and guests administer nothing. @throws AppError 400 */
export function ofOtherKind<Member extends MembershipKinds>(member: Member, change: Partial<MembershipKinds>): Member {
  const next = { ...member, ...change };
  if (next.scheme_guest === next.scheme_user || (next.scheme_guest && next.scheme_admin)) throw badBody("scheme_user");
  return next;
}
