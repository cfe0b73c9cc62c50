import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk, StringMap, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

const own = `${API}/courtyard` as const;

/** A licence in the form clients of this API know. */
export const LicenseSummary = Type.Object({
  id: Type.String(),
  issued_at: Timestamp,
  starts_at: Timestamp,
  expires_at: Timestamp,
  customer: Type.Object({ id: Type.String(), name: Type.String(), email: Type.String(), company: Type.String() }),
  features: Type.Record(Type.String(), Type.Union([Type.Boolean(), Type.Integer()])),
  sku_name: Type.String(),
  sku_short_name: Type.String(),
  is_trial: Type.Boolean(),
});
export type LicenseSummary = Static<typeof LicenseSummary>;

/** A licence as it was signed. Times are milliseconds since 1970. */
export const SignedLicense = Type.Object({
  id: Type.String(),
  customer: Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() }),
  edition: Type.String(),
  capabilities: Type.Array(Type.String()),
  /** 0 = without limit. */
  seats: Type.Integer(),
  issued_at: Timestamp,
  starts_at: Timestamp,
  expires_at: Timestamp,
  trial: Type.Boolean(),
});

export const LicenseStateName = Type.Union(
  ["none", "valid", "expiring", "grace", "expired"].map((name) => Type.Literal(name)),
);

export const CapabilityStatus = Type.Object({
  name: Type.String(),
  title: Type.String(),
  help: Type.String(),
  /** Whether this release contains it, as far as is known. */
  present: Type.Boolean(),
  /** active; inactive: not licensed; failed: licensed, but did not come up; absent: licensed, but not in this release. */
  state: Type.Union([Type.Literal("active"), Type.Literal("inactive"), Type.Literal("failed"), Type.Literal("absent")]),
  /** Why it failed, or ''. */
  reason: Type.String(),
});

export const EditionStatus = Type.Object({
  edition: Type.Union([Type.Literal("team"), Type.Literal("enterprise")]),
  state: LicenseStateName,
  licence: Type.Union([SignedLicense, Type.Null()]),
  /** When the capabilities go down if nothing happens, ms; 0 = never. */
  ends_at: Timestamp,
  /** Why the stored licence cannot be used, or ''. */
  problem: Type.String(),
  seats: Type.Object({ used: Type.Integer(), licensed: Type.Integer(), over: Type.Boolean() }),
  evaluation: Type.Object({
    available: Type.Boolean(),
    started_at: Timestamp,
    ended_at: Timestamp,
    days: Type.Integer(),
  }),
  module: Type.Object({ state: Type.String(), reason: Type.String() }),
  capabilities: Type.Array(CapabilityStatus),
  /** What every server has, whichever edition runs. */
  always: Type.Array(Type.Object({ title: Type.String(), help: Type.String() })),
  /** Pages capabilities add to the console. */
  pages: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      group: Type.String(),
      capability: Type.String(),
      sections: Type.Optional(Type.Array(Type.String())),
      api: Type.Optional(Type.String()),
    }),
  ),
});
export type EditionStatus = Static<typeof EditionStatus>;

export const ImpactReport = Type.Object({
  /** What would be active after the switch, and what is active now. */
  active_before: Type.Array(Type.String()),
  active_after: Type.Array(Type.String()),
  gained: Type.Array(Type.String()),
  lost: Type.Array(Type.String()),
  sections: Type.Array(
    Type.Object({
      kind: Type.String(),
      capability: Type.String(),
      title: Type.String(),
      advice: Type.String(),
      count: Type.Integer(),
      items: Type.Array(
        Type.Object({
          id: Type.Optional(Type.String()),
          name: Type.String(),
          detail: Type.Optional(Type.String()),
          at: Type.Optional(Timestamp),
        }),
      ),
    }),
  ),
  /** What a switch never does, whatever the report says. */
  promises: Type.Array(Type.String()),
});
export type ImpactReport = Static<typeof ImpactReport>;

export const Receipt = Type.Object({
  started_at: Timestamp,
  finished_at: Timestamp,
  state: LicenseStateName,
  licence: Type.Union([SignedLicense, Type.Null()]),
  active_before: Type.Array(Type.String()),
  active_after: Type.Array(Type.String()),
  raised: Type.Array(Type.String()),
  lowered: Type.Array(Type.String()),
  failed: StringMap,
  migrations_run: Type.Integer(),
});

export const uploadLicense = endpoint({
  method: "POST",
  path: `${API}/license`,
  reply: LicenseSummary,
  summary: "Applies a licence: a form with the file in the field `license`.",
});
export const previewLicense = endpoint({
  method: "POST",
  path: `${API}/license/preview`,
  reply: LicenseSummary,
  summary: "Checks a licence without applying it: a form with the file in the field `license`.",
});
export const removeLicense = endpoint({
  method: "DELETE",
  path: `${API}/license`,
  reply: StatusOk,
  summary: "Goes back to the Team Edition. No data is touched.",
});
export const licenseRenewal = endpoint({
  method: "GET",
  path: `${API}/license/renewal`,
  reply: StringMap,
  summary: "Refused: there is no address to renew a licence at.",
});
export const licenseLoad = endpoint({
  method: "GET",
  path: `${API}/license/load_metric`,
  reply: Type.Object({ load: Type.Integer() }),
  summary: "Seats in use, in thousandths of those licensed; 0 without a limit.",
});
export const startTrial = endpoint({
  method: "POST",
  path: `${API}/trial-license`,
  reply: StringMap,
  summary: "Starts the 30-day evaluation of this server; it needs no connection and happens once.",
});
export const previousTrial = endpoint({
  method: "GET",
  path: `${API}/trial-license/prev`,
  reply: StringMap,
  summary: "The evaluation this server had, as texts; without one nothing is licensed.",
});

export const getEdition = endpoint({
  method: "GET",
  path: `${own}/edition`,
  reply: EditionStatus,
  summary: "The edition that runs, its licence, and the state of every capability.",
});
export const startEvaluation = endpoint({
  method: "POST",
  path: `${own}/edition/evaluation`,
  reply: Receipt,
  summary: "Starts the 30-day evaluation of this server, once.",
});
export const retryCapabilities = endpoint({
  method: "POST",
  path: `${own}/edition/retry`,
  reply: Receipt,
  summary: "Tries again to raise capabilities that failed.",
});
export const getImpact = endpoint({
  method: "GET",
  path: `${own}/edition/impact`,
  query: Type.Object({ to: Type.Union([Type.Literal("team"), Type.Literal("evaluation")]) }),
  reply: ImpactReport,
  summary: "What a switch would mean for people, jobs, policies, settings and integrations.",
});
export const previewEdition = endpoint({
  method: "POST",
  path: `${own}/edition/preview`,
  reply: Type.Object({ licence: SignedLicense, state: LicenseStateName, impact: ImpactReport }),
  summary: "Checks a licence (a form with the file in the field `license`) and says what applying it would mean.",
});
export const listSwitches = endpoint({
  method: "GET",
  path: `${own}/edition/switches`,
  query: Type.Object({
    page: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
    per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 60 })),
  }),
  reply: Type.Array(
    Type.Object({ id: Id, create_at: Timestamp, user_id: Type.String(), cause: Type.String(), receipt: Receipt }),
  ),
  summary: "Every switch there was, newest first, with its receipt.",
});
export const createSignInLink = endpoint({
  method: "POST",
  path: `${own}/users/{user_id}/sign_in_link`,
  reply: Type.Object({ link: Type.String(), token: Type.String(), expires_at: Timestamp }),
  status: 201,
  summary:
    "A link for somebody whose way to sign in is not active; with it they set a password. It works once, for 24 hours.",
});
export const redeemSignInLink = endpoint({
  method: "POST",
  path: `${own}/sign_in_link`,
  body: Type.Object({
    token: Type.String({ minLength: 1, maxLength: 128 }),
    new_password: Type.String({ maxLength: 512 }),
  }),
  reply: Type.Object({ status: Type.Literal("OK"), username: Type.String() }),
  summary: "Sets a password by a link an administrator made.",
});
