import { config, configFlag } from "../../lib/config.js";

/** A way to sign in besides a password of this server. */
export interface SignInWay {
  /** Its name in calls: `auth_service`. */
  service: string;
  label: string;
  /** Where the browser goes to prove there who somebody is; "" where the sign-in form takes name and password. */
  href: string;
}

/** The other ways to sign in that the server offers. Followed. */
export function signInWays(): SignInWay[] {
  const ways: [flag: string, SignInWay][] = [
    ["EnableLdap", { service: "ldap", label: "AD/LDAP", href: "" }],
    [
      "EnableSignUpWithGitLab",
      { service: "gitlab", label: config.value["GitLabButtonText"] || "GitLab", href: "/oauth/gitlab/login" },
    ],
    ["EnableSignUpWithGoogle", { service: "google", label: "Google", href: "/oauth/google/login" }],
    ["EnableSignUpWithOffice365", { service: "office365", label: "Entra ID", href: "/oauth/office365/login" }],
    [
      "EnableSignUpWithOpenId",
      { service: "openid", label: config.value["OpenIdButtonText"] || "OpenID Connect", href: "/oauth/openid/login" },
    ],
    ["EnableSaml", { service: "saml", label: config.value["SamlLoginButtonText"] || "SAML", href: "/login/sso/saml" }],
  ];
  return ways.filter(([flag]) => configFlag(flag)).map(([, way]) => way);
}

const NAMES: Record<string, string> = {
  ldap: "AD/LDAP",
  gitlab: "GitLab",
  google: "Google",
  office365: "Entra ID",
  openid: "OpenID Connect",
  saml: "SAML",
};

/** What a way to sign in is called, also when the server does not offer it at the moment. Followed. */
export function wayName(service: string): string {
  return signInWays().find((way) => way.service === service)?.label ?? NAMES[service] ?? service;
}

/** What the directory calls the name one signs in with there. Followed. */
export function directoryNameLabel(): string {
  return config.value["LdapLoginFieldName"] || "AD/LDAP user name";
}
