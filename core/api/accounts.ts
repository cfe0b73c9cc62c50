import { type Static, Type } from "@sinclair/typebox";
import { API, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";

const users = `${API}/users` as const;

/** The ways to sign in an account can be linked to; '' = a password of this server. */
export const authServices = ["", "ldap", "saml", "openid", "gitlab", "google", "office365"] as const;
const Service = Type.Unsafe<(typeof authServices)[number]>(Type.String({ enum: ["email", ...authServices] }));

export const SignInMethod = Type.Object({
  auth_service: Type.Optional(Service),
  /** Who the person is there. */
  auth_data: Type.Optional(Type.String({ maxLength: 256 })),
  /** For accounts that go back to a password. */
  password: Type.Optional(Type.String({ maxLength: 256 })),
});
export type SignInMethod = Static<typeof SignInMethod>;

export const resetFailedAttempts = endpoint({
  method: "POST",
  path: `${users}/{user_id}/reset_failed_attempts`,
  reply: StatusOk,
  summary: "Unlocks an account that wrong passwords have locked.",
});
export const updateSignInMethod = endpoint({
  method: "PUT",
  path: `${users}/{user_id}/auth`,
  body: SignInMethod,
  reply: SignInMethod,
  summary: "Links an account to another way of signing in, or back to a password. All its sessions end.",
});
export const moveSignInMethods = endpoint({
  method: "POST",
  path: `${API}/courtyard/users/sign_in_method`,
  body: Type.Object({
    from: Service,
    to: Service,
    /** What says who a person is in the new way. */
    match: Type.Optional(Type.Unsafe<"email" | "username">(Type.String({ enum: ["email", "username"] }))),
    /** Only counts. */
    dry_run: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Object({ moved: Type.Integer(), conflicts: Type.Integer() }),
  summary: "Moves everybody but the caller from one way of signing in to another.",
});

/** What somebody who changes their own way of signing in sends. */
export const SignInSwitch = Type.Object({
  current_service: Type.String({ maxLength: 32 }),
  new_service: Type.String({ maxLength: 32 }),
  /** Address or user name of the account here. */
  email: Type.String({ minLength: 1, maxLength: 256 }),
  /** What proves the account as it is now; left out for services that prove people in the browser. */
  password: Type.Optional(Type.String({ maxLength: 512 })),
  mfa_code: Type.Optional(Type.String({ maxLength: 64 })),
  /** Login name at the new service. */
  ldap_id: Type.Optional(Type.String({ maxLength: 256 })),
  /** Their password at the new service; on the way to a password of this server, that one. */
  new_password: Type.Optional(Type.String({ maxLength: 512 })),
});
export type SignInSwitch = Static<typeof SignInSwitch>;

export const switchSignIn = endpoint({
  method: "POST",
  path: `${users}/login/switch`,
  body: SignInSwitch,
  reply: Type.Object({ follow_link: Type.String() }),
  summary: "Changes how one signs in: from a password here to another service, or back. The account stays the same.",
});
