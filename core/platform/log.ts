import { type Logger as Pino, pino } from "pino";

export type Logger = Pino;

/** Names of fields that are never written to a log, wherever they stand in an entry. */
const SECRETS = [
  "password",
  "token",
  "secret",
  "authorization",
  "cookie",
  "csrf",
  "mfa_secret",
  "current_password",
  "new_password",
];

/**
 * The server's log: one JSON object a line. Levels: error = a person must act, warn = something was given up,
 * info = a change of state, debug = everything else.
 */
export function createLogger(options: { level?: string; destination?: NodeJS.WritableStream } = {}): Logger {
  return pino(
    {
      level: options.level ?? "info",
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[hidden]" },
    },
    options.destination ?? pino.destination({ fd: 2, sync: false }),
  );
}
