import * as api from "../../api/logs.js";
import { badBody } from "../../platform/app-error.js";
import { signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { LogLine, LogRing } from "../../platform/log-ring.js";
import type { Platform } from "../../platform/platform.js";

const reads = () => system("get_logs", "sysconsole_read_reporting_server_logs", "manage_system");
const NODE = "default";
const LONGEST_COMPLAINT = 400;

/** The log of this server as far as it is kept in memory. */
export function logRoutes({ log }: Platform, ring: LogRing): Route[] {
  return [
    route(api.getLogs, reads(), ({ query }) => {
      const size = query.logs_per_page || 100;
      const lines = ring.raw().map(({ line }) => line);
      const end = Math.max(0, lines.length - (query.page ?? 0) * size);
      return lines.slice(Math.max(0, end - size), end);
    }),
    route(api.queryLogs, reads(), ({ body }): Record<string, Record<string, unknown>[]> => {
      const names = body.server_names?.filter(Boolean) ?? [];
      if (names.length > 0 && !names.includes(NODE)) return {};
      return { [NODE]: ring.lines().filter(matching(body)).map(entryOf) };
    }),
    route(api.downloadLogs, reads(), (call) =>
      call
        .respond(
          ring
            .raw()
            .map(({ line }) => line)
            .join(""),
        )
        .type("text/plain; charset=utf-8")
        .header("Content-Disposition", 'attachment; filename="courtyard.log"')
        .header("Cache-Control", "no-store"),
    ),
    route(api.followLogs, reads(), ({ query }) => {
      const grave = query.level ? api.logLevels.slice(0, api.logLevels.indexOf(query.level as never) + 1) : undefined;
      const text = query.text?.toLowerCase() ?? "";
      const fits = (line: LogLine) =>
        (!grave || grave.includes(line.level as never)) &&
        (!text || `${line.message} ${JSON.stringify(line.fields)}`.toLowerCase().includes(text));
      const newest = ring.newest;
      return {
        newest,
        lines: ring
          .lines(query.after)
          .filter(fits)
          .slice(-(query.limit ?? 200)),
      };
    }),
    route(
      api.writeLog,
      signedIn(),
      ({ body, caller }) => {
        const message = body.message.slice(0, LONGEST_COMPLAINT);
        // Whatever a client says about itself, it is no reason to wake an administrator.
        log.debug({ user_id: caller.userId, said: message }, "a client complains");
        return { message };
      },
      { perMinute: 60 },
    ),
  ];
}

function matching(body: { log_levels?: string[]; date_from?: string; date_to?: string }): (line: LogLine) => boolean {
  const levels = body.log_levels?.filter(Boolean) ?? [];
  const from = timeOf("date_from", body.date_from) ?? 0;
  const to = timeOf("date_to", body.date_to) ?? Number.MAX_SAFE_INTEGER;
  return (line) => (levels.length === 0 || levels.includes(line.level)) && line.time >= from && line.time <= to;
}

/** Times as clients write them: ISO, or date and time with a zone after a blank. */
function timeOf(name: string, text: string | undefined): number | undefined {
  if (!text) return undefined;
  const [, day, clock, zone] =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?$/.exec(text.trim()) ?? [];
  const time = Date.parse(day ? `${day}T${clock}${(zone ?? "Z").replace(/([+-]\d{2})(\d{2})$/, "$1:$2")}` : text);
  if (Number.isNaN(time)) throw badBody(name);
  return time;
}

const entryOf = ({ time, level, message, fields }: LogLine) => ({
  timestamp: new Date(time).toISOString().replace("T", " "),
  level,
  msg: message,
  caller: "",
  job_id: "",
  worker: "",
  ...fields,
});
