import { type Static, Type } from "@sinclair/typebox";
import { API, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const logLevels = ["error", "warn", "info", "debug"] as const;

/** One line of the server's log. */
export const LogLine = Type.Object({
  /** Counts from 1 since the start of the server. */
  seq: Type.Integer(),
  time: Timestamp,
  level: Type.String(),
  message: Type.String(),
  /** What else stands in the entry. */
  fields: Type.Record(Type.String(), Type.Unknown()),
});
export type LogLine = Static<typeof LogLine>;

export const getLogs = endpoint({
  method: "GET",
  path: `${API}/logs`,
  query: Type.Object({
    page: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
    logs_per_page: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, default: 100 })),
  }),
  reply: Type.Array(Type.String()),
  summary: "Lines of the log as they were written; page 0 holds the newest, each page the oldest first.",
});
export const queryLogs = endpoint({
  method: "POST",
  path: `${API}/logs/query`,
  body: Type.Object({
    server_names: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
    log_levels: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
    date_from: Type.Optional(Type.String({ maxLength: 64 })),
    date_to: Type.Optional(Type.String({ maxLength: 64 })),
  }),
  reply: Type.Record(Type.String(), Type.Array(Type.Record(Type.String(), Type.Unknown()))),
  summary: "Entries of the log by server, filtered by level and time.",
});
export const downloadLogs = endpoint({
  method: "GET",
  path: `${API}/logs/download`,
  reply: Type.Unknown(),
  summary: "The lines that are kept as a text file.",
});
export const writeLog = endpoint({
  method: "POST",
  path: `${API}/logs`,
  body: Type.Object({
    level: Type.Optional(Type.String({ maxLength: 20 })),
    message: Type.String({ maxLength: 10_000 }),
  }),
  reply: Type.Record(Type.String(), Type.String()),
  summary: "Writes a client's own complaint to the log.",
});
export const followLogs = endpoint({
  method: "GET",
  path: `${API}/courtyard/logs`,
  query: Type.Object({
    /** Only lines after this number. */
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    /** This level and the graver ones. */
    level: Type.Optional(Type.String({ enum: ["", ...logLevels] })),
    text: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000, default: 200 })),
  }),
  reply: Type.Object({ newest: Type.Integer(), lines: Type.Array(LogLine) }),
  summary: "The newest lines of the log, filtered, oldest first; with `after` those that came since.",
});
