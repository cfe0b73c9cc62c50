import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, Id, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

const ldap = `${API}/ldap` as const;
const own = `${API}/courtyard/ldap` as const;

/** Somebody or something in a report. */
const Named = Type.Object({ name: Type.String(), detail: Type.String() });
const Count = Type.Integer({ minimum: 0 });

/** What a synchronisation found, would do and did. The lists name the first hundred. */
export const SyncReport = Type.Object({
  /** People the directory named. */
  entries: Count,
  /** Active accounts of the directory here. */
  accounts: Count,
  /** People without an account here: they get one at their first sign-in, not by a synchronisation. */
  create: Count,
  update: Count,
  reactivate: Count,
  deactivate: Count,
  /** Deactivations that are made without asking. */
  limit: Count,
  updated: Count,
  reactivated: Count,
  deactivated: Count,
  promoted: Count,
  demoted: Count,
  /** Memberships of groups. */
  members_added: Count,
  members_removed: Count,
  /** Memberships that would end and wait for a confirmation. */
  members_to_remove: Count,
  /** Teams and channels people were put into by their groups, and taken out of. */
  places_joined: Count,
  places_left: Count,
  /** What a confirmation is needed for before the rest is done; '' = nothing. */
  question: Type.String(),
  /** Memberships a confirmation allowed to end. */
  agreed_removals: Count,
  to_create: Type.Array(Named),
  to_update: Type.Array(Named),
  to_reactivate: Type.Array(Named),
  to_deactivate: Type.Array(Named),
  problems: Type.Array(Named),
});
export type SyncReport = Static<typeof SyncReport>;

export const SyncRun = Type.Object({
  id: Id,
  started_at: Timestamp,
  finished_at: Timestamp,
  state: Type.Union([
    Type.Literal("running"),
    Type.Literal("done"),
    Type.Literal("failed"),
    /** It would deactivate too many people and waits for a confirmation; nothing was changed. */
    Type.Literal("stopped"),
  ]),
  /** In words, unless it is done. */
  reason: Type.String(),
  result: Type.Partial(SyncReport),
  confirmed_by: Type.String(),
  confirmed_at: Timestamp,
});
export type SyncRun = Static<typeof SyncRun>;

/** One step of a test, in words. */
export const LdapStep = Type.Object({
  step: Type.String(),
  title: Type.String(),
  state: Type.Union([
    Type.Literal("ok"),
    Type.Literal("warning"),
    Type.Literal("failed"),
    /** A step before it failed, or there is nothing to test. */
    Type.Literal("skipped"),
  ]),
  message: Type.String(),
});
export type LdapStep = Static<typeof LdapStep>;

/** What clients of this API show of a filter or attribute. */
export const LdapDiagnostic = Type.Object({
  test_name: Type.String(),
  test_value: Type.String(),
  total_count: Count,
  entries_with_value: Count,
  message: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
  sample_results: Type.Array(
    Type.Object({
      dn: Type.String(),
      id: Type.Optional(Type.String()),
      username: Type.Optional(Type.String()),
      email: Type.Optional(Type.String()),
      first_name: Type.Optional(Type.String()),
      last_name: Type.Optional(Type.String()),
      display_name: Type.Optional(Type.String()),
      available_attributes: Type.Optional(Type.Record(Type.String(), Type.String())),
    }),
  ),
});
export type LdapDiagnostic = Static<typeof LdapDiagnostic>;

export const testLdap = endpoint({
  method: "POST",
  path: `${ldap}/test`,
  reply: StatusOk,
  summary: "Tests the connection to the directory with the settings in force.",
});
export const testLdapConnection = endpoint({
  method: "POST",
  path: `${ldap}/test_connection`,
  body: AnyObject,
  reply: StatusOk,
  summary: "Tests the connection with settings that are not saved: the keys of LdapSettings.",
});
export const testLdapDiagnostics = endpoint({
  method: "POST",
  path: `${ldap}/test_diagnostics`,
  query: Type.Object({
    test: Type.Union([Type.Literal("filters"), Type.Literal("attributes"), Type.Literal("group_attributes")]),
  }),
  body: AnyObject,
  reply: Type.Array(LdapDiagnostic),
  summary: "What filters and attributes find, with settings that are not saved.",
});
export const syncLdap = endpoint({
  method: "POST",
  path: `${ldap}/sync`,
  body: AnyObject,
  reply: StatusOk,
  summary: "Starts a synchronisation now.",
});

const certificate = <M extends "POST" | "DELETE", K extends "public" | "private">(
  method: M,
  kind: K,
  summary: string,
) => endpoint({ method, path: `${ldap}/certificate/${kind}` as const, reply: StatusOk, summary });
export const uploadLdapPublicCertificate = certificate(
  "POST",
  "public",
  "Client certificate: multipart field `certificate`.",
);
export const uploadLdapPrivateCertificate = certificate(
  "POST",
  "private",
  "Its private key: multipart field `certificate`.",
);
export const deleteLdapPublicCertificate = certificate("DELETE", "public", "Removes the client certificate.");
export const deleteLdapPrivateCertificate = certificate(
  "DELETE",
  "private",
  "Removes the key of the client certificate.",
);

const Adoption = Type.Object({
  /** Accounts that belong to exactly one person of the directory. */
  moved: Count,
  /** Accounts for which there is nobody, or more than one. */
  left: Count,
  people: Type.Array(Named),
  problems: Type.Array(Named),
});
export const adoptLdapPeople = endpoint({
  method: "POST",
  path: `${own}/adopt`,
  body: Type.Object({
    match: Type.Union([Type.Literal("email"), Type.Literal("username")]),
    dry_run: Type.Optional(Type.Boolean()),
  }),
  reply: Adoption,
  summary: "Everybody with a password here who is in the directory signs in with it from now on, but for the caller.",
});
export const migrateAuthToLdap = endpoint({
  method: "POST",
  path: `${API}/users/migrate_auth/ldap`,
  body: Type.Object({
    from: Type.String({ maxLength: 32 }),
    match_field: Type.Union([Type.Literal("email"), Type.Literal("username")]),
    force: Type.Optional(Type.Boolean()),
  }),
  reply: StatusOk,
  summary: "The same, as command lines for this API call it.",
});

export const migrateLdapIds = endpoint({
  method: "POST",
  path: `${ldap}/migrateid`,
  body: Type.Object({ toAttribute: Type.String({ maxLength: 100 }) }),
  reply: StatusOk,
  summary: "Changes the id attribute and links every account by the new one, or none.",
});

export const testLdapSteps = endpoint({
  method: "POST",
  path: `${own}/test`,
  body: AnyObject,
  reply: Type.Object({ ok: Type.Boolean(), steps: Type.Array(LdapStep) }),
  summary: "Tests settings that are not saved (the keys of LdapSettings), step by step.",
});
export const previewLdapSync = endpoint({
  method: "POST",
  path: `${own}/sync/preview`,
  reply: Type.Object({ would_stop: Type.Boolean(), report: SyncReport }),
  summary: "What a synchronisation would do now; changes nothing.",
});
export const listLdapSyncs = endpoint({
  method: "GET",
  path: `${own}/sync/runs`,
  query: Type.Object(pageQuery),
  reply: Type.Array(SyncRun),
  summary: "The synchronisations there were, newest first.",
});
export const confirmLdapSync = endpoint({
  method: "POST",
  path: `${own}/sync/runs/{run_id}/confirm`,
  reply: StatusOk,
  summary: "Lets a synchronisation go on that stopped to ask: it may deactivate as many people as it named.",
});
export const explainLdapUser = endpoint({
  method: "GET",
  path: `${own}/users/{user_id}`,
  reply: Type.Object({
    /** Whether the account belongs to the directory. */
    linked: Type.Boolean(),
    id: Type.String(),
    dn: Type.String(),
    /** When the directory named this person last. */
    seen_at: Timestamp,
    /** Since when a synchronisation keeps the account deactivated; 0 = it does not. */
    away_at: Timestamp,
    away_reason: Type.String(),
    /** What the directory says now, in words. */
    now: Type.Array(LdapStep),
  }),
  summary: "Why an account is as it is: what the directory says about that person.",
});
