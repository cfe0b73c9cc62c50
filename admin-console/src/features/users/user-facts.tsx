import type { JSX } from "preact";
import { client } from "../../lib/client.js";
import { fullName } from "../../lib/format.js";
import { settingsState } from "../settings/store.js";

/** What badges and pictures need to know of a person. */
export interface Somebody {
  id: string;
  username: string;
  first_name: string;
  last_name: string;
  nickname: string;
  roles: string;
  delete_at: number;
  auth_service: string;
  mfa_active?: boolean;
  failed_attempts?: number;
  last_picture_update?: number;
}

export const isAdmin = (user: Pick<Somebody, "roles">): boolean => user.roles.split(" ").includes("system_admin");
export const isGuest = (user: Pick<Somebody, "roles">): boolean => user.roles.split(" ").includes("system_guest");

/** Whether wrong passwords have locked the account. */
export function isLocked(user: Pick<Somebody, "failed_attempts">): boolean {
  const limit = settingsState.value?.settings.find(
    ({ path }) => path === "ServiceSettings.MaximumLoginAttempts",
  )?.value;
  return (user.failed_attempts ?? 0) >= (typeof limit === "number" ? limit : 10);
}

const SERVICES: Record<string, string> = {
  ldap: "AD/LDAP",
  saml: "SAML",
  openid: "OpenID Connect",
  gitlab: "GitLab",
  google: "Google",
  office365: "Entra ID",
};
/** How a person signs in, in words. */
export const signInWith = (service: string): string => (service ? (SERVICES[service] ?? service) : "password");

export function UserBadges({ user }: { user: Somebody }): JSX.Element | null {
  const badges = [
    user.delete_at > 0 && ["badge--danger", "deactivated"],
    isLocked(user) && ["badge--warn", "locked"],
    isAdmin(user) && ["badge--accent", "administrator"],
    isGuest(user) && ["", "guest"],
    user.mfa_active && ["badge--good", "multi-factor"],
    user.auth_service && ["", signInWith(user.auth_service)],
  ].filter((badge): badge is string[] => Array.isArray(badge));
  if (badges.length === 0) return null;
  return (
    <span class="row">
      {badges.map(([style = "", text]) => (
        <span key={text} class={`badge ${style}`}>
          {text}
        </span>
      ))}
    </span>
  );
}

type Named = Pick<Somebody, "id" | "username" | "first_name" | "last_name" | "nickname" | "last_picture_update">;

export function Who({ user, href, large }: { user: Named; href?: string; large?: boolean }): JSX.Element {
  const name = fullName(user);
  return (
    <div class={large ? "who who--large" : "who"}>
      <img
        src={client.getProfilePictureUrl(user.id, user.last_picture_update ?? 0)}
        alt=""
        loading="lazy"
        width={large ? 64 : 32}
        height={large ? 64 : 32}
      />
      <span class="grow break">
        {href ? <a href={href}>{user.username}</a> : <strong>@{user.username}</strong>}
        {name && <small>{name}</small>}
      </span>
    </div>
  );
}
