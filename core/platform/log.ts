import { type Logger as Pino, pino } from "pino";
import { LogRing } from "./log-ring.js";

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
  const ring = new LogRing();
  const out = options.destination ?? pino.destination({ fd: 2, sync: false });
  const logger = pino(
    {
      level: options.level ?? "info",
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[hidden]" },
    },
    // The newest lines stay in memory as well, hidden parts hidden.
    {
      write(line: string) {
        ring.push(line);
        out.write(line);
      },
    },
  );
  rings.set(logger, ring);
  return logger;
}

const rings = new WeakMap<Logger, LogRing>();

/** The newest lines of a logger made by `createLogger`. */
export function ringOf(logger: Logger): LogRing {
  const ring = rings.get(logger) ?? new LogRing();
  rings.set(logger, ring);
  return ring;
}
