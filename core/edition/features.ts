/** The two editions. */
export type Edition = "team" | "enterprise";

/** One line of the table of editions and features. */
export interface Feature {
  readonly title: string;
  /** One sentence for the console and the documentation. */
  readonly help: string;
  /** Name of the capability that brings it; left out for what every server has. */
  readonly capability?: string;
  /** Keys of `GET /license/client` that are "true" while it is active, or always where every server has it. */
  readonly clientKeys?: readonly string[];
  /** Values of `auth_service` of the accounts it vouches for. */
  readonly authServices?: readonly string[];
  /** Sections of settings that have no effect without it. */
  readonly sections?: readonly string[];
  /** Paths whose endpoints answer 501 without it. */
  readonly paths?: readonly string[];
}

/**
 * The one table of editions and features: the console, the API and the documentation are made from it. Nothing that
 * everybody has is ever limited by the edition.
 */
export const features: readonly Feature[] = [
  {
    title: "Teams, channels, direct and group messages",
    help: "Any number of people, messages and files; the history is never cut or hidden.",
  },
  { title: "Threads, reactions, drafts, scheduled messages", help: "Everything people write with." },
  { title: "Search", help: "Messages and files, with the words people really use, on the server's own database." },
  { title: "Mobile and desktop apps", help: "The apps and bots made for the Mattermost API work as they are." },
  { title: "Personal access tokens", help: "Programs act for people, with tokens that expire or may only read." },
  { title: "Bots", help: "Accounts for programs, for which somebody answers." },
  {
    title: "Multi-factor authentication",
    help: "People protect their account with an authenticator app; the server can demand it of everybody.",
    clientKeys: ["MFA"],
  },
  {
    title: "Guest accounts",
    help: "People from outside who see only the channels they were invited to, until a day you choose.",
    clientKeys: ["GuestAccounts", "GuestAccountsPermissions"],
  },
  {
    title: "Read-only channels and moderation",
    help: "Who may write, react and call everybody in a channel.",
  },
  {
    title: "Permission schemes",
    help: "Teams and channels with permissions of their own, instead of those that hold for everybody.",
    clientKeys: ["CustomPermissionsSchemes"],
  },
  {
    title: "Data protection",
    help: "People take everything of theirs along; a person can be erased, with a receipt.",
  },
  {
    title: "Terms of service",
    help: "People accept your terms before they use the server.",
    clientKeys: ["CustomTermsOfService"],
  },
  { title: "Settings with history", help: "Who changed what and when, with undo." },
  { title: "Monitoring", help: "Figures for Prometheus and charts in the console." },

  {
    capability: "ldap",
    title: "AD/LDAP",
    help: "People sign in with the account of the company's directory, which also keeps their profiles up to date.",
    clientKeys: ["LDAP"],
    authServices: ["ldap"],
    sections: ["LdapSettings"],
    paths: ["/api/v4/ldap/{rest*}", "/api/v4/courtyard/ldap/{rest*}", "/api/v4/users/migrate_auth/{rest*}"],
  },
  {
    capability: "groups",
    title: "Groups of the directory",
    help: "Groups of the directory decide who is in which team and channel, and can be mentioned.",
    clientKeys: ["LDAPGroups"],
    paths: [
      "/api/v4/groups/{rest*}",
      "/api/v4/teams/{team_id}/groups/{rest*}",
      "/api/v4/channels/{channel_id}/groups/{rest*}",
    ],
  },
  {
    capability: "saml",
    title: "SAML 2.0",
    help: "People sign in at the company's identity provider.",
    clientKeys: ["SAML"],
    authServices: ["saml"],
    sections: ["SamlSettings"],
    paths: ["/api/v4/saml/{rest*}", "/api/v4/users/login/sso/{rest*}", "/api/v4/users/login/desktop_token/{rest*}"],
  },
  {
    capability: "oidc",
    title: "OpenID Connect",
    help: "People sign in with GitLab, Google, Entra ID or any other OpenID provider.",
    clientKeys: ["OpenId", "GoogleOAuth", "Office365OAuth"],
    authServices: ["openid", "gitlab", "google", "office365"],
    sections: ["OpenIdSettings", "GitLabSettings", "GoogleSettings", "Office365Settings"],
  },
  {
    capability: "compliance-export",
    title: "Compliance export",
    help: "Every message, change and membership for the archive, daily, as CSV, Actiance XML or mail.",
    clientKeys: ["MessageExport"],
    sections: ["MessageExportSettings"],
  },
  {
    capability: "compliance-reports",
    title: "Compliance reports",
    help: "Messages of a time, of people and with words, collected for an investigation.",
    clientKeys: ["Compliance"],
    sections: ["ComplianceSettings"],
    paths: ["/api/v4/compliance/{rest*}"],
  },
  {
    capability: "data-retention",
    title: "Retention policies",
    help: "Messages and files are deleted after a time, by team or channel.",
    clientKeys: ["DataRetention"],
    sections: ["DataRetentionSettings"],
    paths: ["/api/v4/data_retention/{rest*}"],
  },
  {
    capability: "legal-hold",
    title: "Legal hold",
    help: "What certain people wrote is kept whatever is deleted.",
    sections: ["LegalHoldSettings"],
    paths: ["/api/v4/courtyard/legal_holds/{rest*}"],
  },
  {
    capability: "search-engine",
    title: "Elasticsearch",
    help: "Search on an engine of its own, for very many messages.",
    clientKeys: ["Elasticsearch"],
    sections: ["ElasticsearchSettings"],
    paths: ["/api/v4/elasticsearch/{rest*}"],
  },
  {
    capability: "cluster",
    title: "High availability",
    help: "Several servers work as one; if one fails the others go on.",
    clientKeys: ["Cluster"],
    sections: ["ClusterSettings"],
    paths: ["/api/v4/cluster/{rest*}"],
  },
];

/** What the Enterprise Edition adds, by the names licences use. */
export const capabilities = features.filter(
  (feature): feature is Feature & { capability: string } => feature.capability !== undefined,
);
export const capabilityNames: readonly string[] = capabilities.map((feature) => feature.capability);
export const featureOf = (capability: string) => capabilities.find((feature) => feature.capability === capability);
