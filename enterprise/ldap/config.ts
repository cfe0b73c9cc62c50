import type { Config } from "../../core/platform/config/config.js";
import { choice, number, type Setting, section, text, toggle } from "../../core/platform/config/setting.js";

/** The name of an attribute of the directory, or an object identifier. */
const attribute = (title: string, help: string) =>
  text({ default: "", title, help, maxLength: 100, pattern: "^[A-Za-z0-9][A-Za-z0-9.;_-]*$" });
const filter = (title: string, help: string) => text({ default: "", title, help, maxLength: 4000 });
const colour = (title: string, fallback: string, as: string) =>
  text({
    default: fallback,
    title,
    help: "A colour such as #2389D7.",
    pattern: "^#[0-9A-Fa-f]{3,8}$",
    client: "everyone",
    as,
  });

const connection = {
  Enable: toggle({
    default: false,
    title: "Sign in with AD/LDAP",
    help: "People sign in with the account of the directory. Test the settings below first.",
  }),
  EnableSync: toggle({
    default: false,
    title: "Synchronise with AD/LDAP",
    help: "Profiles follow the directory, and people who leave it are deactivated here, also when they do not sign in.",
  }),
  LdapServer: text({
    default: "",
    title: "Server",
    help: "Host name or address of the directory, without ldap://.",
    maxLength: 255,
    pattern: "^[A-Za-z0-9._:\\[\\]-]+$",
    forgets: ["BindPassword"],
  }),
  LdapPort: number({
    default: 389,
    min: 1,
    max: 65_535,
    title: "Port",
    help: "389, or 636 with TLS. The global catalog of a forest has 3268 and 3269.",
    forgets: ["BindPassword"],
  }),
  ConnectionSecurity: choice({
    default: "" as "" | "TLS" | "STARTTLS",
    choices: ["", "TLS", "STARTTLS"],
    title: "Encryption",
    help: "Empty = none: passwords cross the network in the clear. STARTTLS encrypts on the ordinary port.",
  }),
  SkipCertificateVerification: toggle({
    default: false,
    title: "Accept any certificate",
    help: "Whoever stands between the servers can read every password then. For trying out only.",
  }),
  CACertificateFile: text({
    default: "",
    title: "Certificate authority",
    help: "File with the certificate (PEM) of the authority that signed the directory's. Empty: those the system trusts.",
    maxLength: 1000,
  }),
  PublicCertificateFile: text({
    default: "",
    title: "Client certificate",
    help: "Certificate (PEM) this server shows to a directory that asks for one.",
    maxLength: 1000,
  }),
  PrivateKeyFile: text({
    default: "",
    title: "Key of the client certificate",
    help: "Private key (PEM) that belongs to the client certificate.",
    maxLength: 1000,
  }),
  BindUsername: text({
    default: "",
    title: "Bind name",
    help: "The account this server reads the directory with; reading is all it must be allowed to do. Empty: anonymous.",
    maxLength: 1000,
  }),
  BindPassword: text({
    default: "",
    title: "Bind password",
    help: "Password of that account. It is forgotten when the server or the port changes.",
    secret: true,
    maxLength: 512,
  }),
};

const people = {
  BaseDN: text({
    default: "",
    title: "Base DN",
    help: "Where in the tree people are looked for, such as ou=people,dc=example,dc=org.",
    maxLength: 1000,
  }),
  UserFilter: filter(
    "User filter",
    "Only people who match may sign in. AD, without disabled accounts: (&(objectCategory=Person)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))",
  ),
  GroupFilter: filter(
    "Group filter",
    "Which entries are groups. Empty: (|(objectClass=group)(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))",
  ),
  EnableAdminFilter: toggle({
    default: false,
    title: "Use the admin filter",
    help: "The directory decides who administers this server.",
  }),
  AdminFilter: filter(
    "Admin filter",
    "People who match become system administrators at sign-in and sync; those who do not match any more lose what the filter gave them.",
  ),
  GuestFilter: filter("Guest filter", "People who match become guests when their account is made at first sign-in."),
  IdAttribute: attribute(
    "Id attribute",
    "Never changes for a person and is never given to another: objectGUID in AD, entryUUID or uid elsewhere. Another attribute here means new accounts for everybody.",
  ),
  LoginIdAttribute: attribute("Login attribute", "What people type as their name: sAMAccountName, uid, mail."),
  UsernameAttribute: attribute("User name attribute", "The name others mention them by: sAMAccountName, uid."),
  EmailAttribute: attribute("E-mail attribute", "mail in most directories."),
  FirstNameAttribute: attribute("First name attribute", "givenName in most directories. Empty: people fill it in."),
  LastNameAttribute: attribute("Last name attribute", "sn in most directories. Empty: people fill it in."),
  NicknameAttribute: attribute("Nickname attribute", "Empty: people fill it in."),
  PositionAttribute: attribute("Position attribute", "title in most directories. Empty: people fill it in."),
  PictureAttribute: attribute(
    "Picture attribute",
    "thumbnailPhoto in AD, jpegPhoto elsewhere; read at sign-in. Empty: people choose one.",
  ),
  GroupDisplayNameAttribute: attribute("Group name attribute", "cn in most directories."),
  GroupIdAttribute: attribute(
    "Group id attribute",
    "Never changes for a group: objectGUID in AD, entryUUID elsewhere.",
  ),
};

const behaviour = {
  SyncIntervalMinutes: number({
    default: 60,
    min: 1,
    max: 525_600,
    unit: "minutes",
    title: "Time between synchronisations",
    help: "How soon a change in the directory, such as somebody leaving, reaches this server.",
  }),
  SyncDeactivationLimitPercent: number({
    default: 10,
    min: 0,
    max: 100,
    unit: "%",
    title: "Stop and ask above",
    help: "A synchronisation that would deactivate more than this share of the directory's accounts here changes nothing and asks first. One person is always allowed.",
  }),
  MaxPageSize: number({
    default: 0,
    min: 0,
    max: 100_000,
    unit: "entries",
    title: "Page size",
    help: "Entries asked for at a time. 0 = 1,000, which AD allows.",
  }),
  QueryTimeout: number({
    default: 60,
    min: 1,
    max: 3600,
    unit: "seconds",
    title: "Time limit of a query",
    help: "A directory that takes longer counts as unavailable. Sign-ins wait 8 seconds at most.",
  }),
  MaximumLoginAttempts: number({
    default: 10,
    min: 1,
    max: 1000,
    title: "Sign-in attempts before an account is locked",
    help: "Wrong passwords that are passed on to the directory. Choose fewer than the directory's own limit, so that nobody locks a colleague out of everything.",
  }),
  ReAddRemovedMembers: toggle({
    default: false,
    title: "Add removed members again",
    help: "People who left a team or channel of their groups are put back by the next synchronisation.",
  }),
  LoginFieldName: text({
    default: "",
    title: "Name of the sign-in field",
    help: "Shown on the sign-in page, such as: Company account.",
    maxLength: 100,
    client: "everyone",
    as: "LdapLoginFieldName",
  }),
  LoginButtonColor: colour("Colour of the sign-in button", "#0000", "LdapLoginButtonColor"),
  LoginButtonBorderColor: colour("Colour of its border", "#2389D7", "LdapLoginButtonBorderColor"),
  LoginButtonTextColor: colour("Colour of its text", "#2389D7", "LdapLoginButtonTextColor"),
};

export const ldapSettings = section("LdapSettings", { ...connection, ...people, ...behaviour });
export const ldapSettingsList = Object.values(ldapSettings) as Setting[];

type Values<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** All settings of the directory at one moment, by key. */
export type LdapOptions = Values<typeof ldapSettings>;

/** Reads the settings in force, or those of a draft. Texts come without spaces around them. */
export function readOptions(config: Pick<Config, "get">): LdapOptions {
  const entries = Object.entries(ldapSettings).map(([key, setting]) => {
    const value: unknown = config.get(setting as Setting);
    return [key, typeof value === "string" && key !== "BindPassword" ? value.trim() : value];
  });
  return Object.fromEntries(entries) as LdapOptions;
}

/** What must be set before anybody can sign in; returns the titles of what is missing. */
export function missingSettings(options: LdapOptions): string[] {
  const needed = ["LdapServer", "IdAttribute", "LoginIdAttribute", "UsernameAttribute", "EmailAttribute"] as const;
  return needed.filter((key) => options[key] === "").map((key) => ldapSettings[key].title);
}
