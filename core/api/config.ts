import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, Id, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

const own = `${API}/courtyard/config` as const;

/** One setting as the console draws it: what it is, what it is set to, and by whom. */
export const SettingInfo = Type.Object({
  /** `ServiceSettings.SiteURL`. */
  path: Type.String(),
  /** Id of the page it is on. */
  page: Type.String(),
  type: Type.Union([
    Type.Literal("text"),
    Type.Literal("number"),
    Type.Literal("switch"),
    Type.Literal("choice"),
    Type.Literal("list"),
  ]),
  title: Type.String(),
  help: Type.String(),
  /** The value in force; stars for a secret that is set. */
  value: Type.Unknown(),
  default: Type.Unknown(),
  source: Type.Union([Type.Literal("default"), Type.Literal("console"), Type.Literal("environment")]),
  /** The variable of the environment that would set it. */
  variable: Type.String(),
  secret: Type.Boolean(),
  /** Takes effect at the next start only. */
  restart: Type.Boolean(),
  /** Whether the caller may change it here and now. */
  writable: Type.Boolean(),
  /** Paths of secrets that are cleared when this changes. */
  forgets: Type.Array(Type.String()),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  unit: Type.Optional(Type.String()),
  maxLength: Type.Optional(Type.Integer()),
  pattern: Type.Optional(Type.String()),
  multiline: Type.Optional(Type.Boolean()),
  choices: Type.Optional(Type.Array(Type.String())),
});
export type SettingInfo = Static<typeof SettingInfo>;

export const SettingsPageInfo = Type.Object({
  id: Type.String(),
  group: Type.String(),
  title: Type.String(),
  writable: Type.Boolean(),
});
export type SettingsPageInfo = Static<typeof SettingsPageInfo>;

/** Who changed what and when; only paths the reader may see. */
export const ConfigChange = Type.Object({
  id: Id,
  create_at: Timestamp,
  /** '' for the server itself. */
  user_id: Type.String(),
  username: Type.String(),
  comment: Type.String(),
  paths: Type.Array(Type.String()),
});
export type ConfigChange = Static<typeof ConfigChange>;

export const ConfigDifference = Type.Object({
  path: Type.String(),
  title: Type.String(),
  /** The value that was in force, stars for a secret; null where nothing was set and there is no default. */
  before: Type.Unknown(),
  after: Type.Unknown(),
});
export type ConfigDifference = Static<typeof ConfigDifference>;

const Written = Type.Object({
  /** Id of the state that is in force now. */
  version: Type.String(),
  changed: Type.Array(Type.String()),
});

export const getConfig = endpoint({
  method: "GET",
  path: `${API}/config`,
  query: Type.Object({ remove_defaults: Type.Optional(Type.Boolean()), remove_masked: Type.Optional(Type.Boolean()) }),
  reply: AnyObject,
  summary: "The settings in force the caller may read, in sections. Secrets are 32 stars.",
});
export const updateConfig = endpoint({
  method: "PUT",
  path: `${API}/config`,
  body: AnyObject,
  reply: AnyObject,
  summary: "Set what is given; what is left out stays. Stars keep a secret. Answers the settings in force.",
});
export const patchConfig = endpoint({
  method: "PUT",
  path: `${API}/config/patch`,
  body: AnyObject,
  reply: AnyObject,
  summary: "Change some settings.",
});
export const reloadConfig = endpoint({
  method: "POST",
  path: `${API}/config/reload`,
  reply: StatusOk,
  summary: "Read the stored settings again.",
});
export const getEnvironmentConfig = endpoint({
  method: "GET",
  path: `${API}/config/environment`,
  reply: Type.Record(Type.String(), Type.Record(Type.String(), Type.Boolean())),
  summary: "Which settings are set by the environment and cannot be changed here.",
});

export const listSettings = endpoint({
  method: "GET",
  path: `${own}/settings`,
  reply: Type.Object({
    version: Type.String(),
    pages: Type.Array(SettingsPageInfo),
    settings: Type.Array(SettingInfo),
  }),
  summary: "Every setting the caller may read: what it means, its bounds, its value and where that comes from.",
});
export const changeSettings = endpoint({
  method: "PUT",
  path: `${own}`,
  body: Type.Object({
    /** The state that was edited; 409 when somebody else saved in between. */
    version: Type.Optional(Type.String({ maxLength: 26 })),
    /** New values by path; null = back to the default. */
    changes: Type.Record(Type.String(), Type.Unknown()),
    comment: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  reply: Written,
  summary: "Change settings by their paths, if nobody else did since.",
});
export const listConfigChanges = endpoint({
  method: "GET",
  path: `${own}/history`,
  query: Type.Object(pageQuery),
  reply: Type.Array(ConfigChange),
  summary: "Changes of settings, newest first.",
});
export const getConfigChange = endpoint({
  method: "GET",
  path: `${own}/history/{change_id}`,
  reply: Type.Intersect([ConfigChange, Type.Object({ differences: Type.Array(ConfigDifference) })]),
  summary: "One change with the values before and after it.",
});
export const undoConfigChange = endpoint({
  method: "POST",
  path: `${own}/history/{change_id}/undo`,
  reply: Written,
  summary: "Take one change back. 409 when a later change touched the same settings.",
});

export const testFileStorage = endpoint({
  method: "POST",
  path: `${API}/file/test`,
  body: AnyObject,
  reply: StatusOk,
  summary: "Writes, reads and deletes a file with the given storage settings, without saving them.",
});
export const testS3 = endpoint({
  ...testFileStorage,
  path: `${API}/file/s3_test`,
  summary: "The older name of the test of the file storage.",
});
