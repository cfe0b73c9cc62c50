import { readFileSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { type Command, when } from "./command.js";
import { CommandError, type Connection } from "./connection.js";

interface SettingInfo {
  path: string;
  type: string;
  value: unknown;
  source: string;
  title: string;
  help: string;
  default: unknown;
}

const settings = async (server: Connection) =>
  (await server.get<{ settings: SettingInfo[] }>("/courtyard/config/settings")).settings;

async function setting(server: Connection, path: string): Promise<SettingInfo> {
  const all = await settings(server);
  const found = all.find((one) => one.path.toLowerCase() === path.toLowerCase());
  if (found) return found;
  const near = all
    .filter((one) => one.path.toLowerCase().includes(path.toLowerCase().split(".").at(-1) ?? path))
    .slice(0, 5);
  throw new CommandError(
    `There is no setting ${path}.${near.length > 0 ? ` Did you mean ${near.map((one) => one.path).join(", ")}?` : ""}`,
  );
}

/** Reads a value as the type of its setting wants it; the server checks it. */
function valueFor(type: string, text: string): unknown {
  if (type === "switch" && /^(true|false|on|off|yes|no)$/i.test(text)) return /^(true|on|yes)$/i.test(text);
  if (type === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (type === "list") return text.split(/[\s,]+/).filter(Boolean);
  return text;
}

/** Commands for settings, roles, and the state of the whole. */
export const systemCommands: Command[] = [
  {
    name: "config list",
    takes: "[text]",
    does: "list settings whose path or title holds the text",
    options: { changed: "only those that are not at their default" },
    async run({ server, words: [text = ""], options }) {
      const shown = (await settings(server)).filter(
        (one) =>
          `${one.path} ${one.title}`.toLowerCase().includes(text.toLowerCase()) &&
          (!options.has("changed") || one.source !== "default"),
      );
      return shown.map(({ path, value, source, title }) => ({ path, value, source, title }));
    },
  },
  {
    name: "config get",
    takes: "<path>",
    does: "show one setting, such as ServiceSettings.SiteURL",
    run: async ({ server, words: [path] }) => setting(server, path ?? ""),
  },
  {
    name: "config set",
    takes: "<path> <value>...",
    does: "change a setting",
    async run({ server, words: [path, ...value] }) {
      const { path: exact, type } = await setting(server, path ?? "");
      await server.put("/courtyard/config", {
        changes: { [exact]: valueFor(type, value.join(" ")) },
        comment: "from the command line",
      });
      return `${exact} is ${JSON.stringify((await setting(server, exact)).value)}.`;
    },
  },
  {
    name: "config reset",
    takes: "<path>",
    does: "put a setting back to its default",
    async run({ server, words: [path] }) {
      const { path: exact } = await setting(server, path ?? "");
      await server.put("/courtyard/config", { changes: { [exact]: null }, comment: "from the command line" });
      return `${exact} is ${JSON.stringify((await setting(server, exact)).value)} again.`;
    },
  },
  {
    name: "config history",
    does: "list changes of settings",
    async run({ server }) {
      const changes =
        await server.get<{ id: string; create_at: number; user_id: string; comment: string; paths: string[] }[]>(
          "/courtyard/config/history",
        );
      return changes.map((change) => ({
        when: when(change.create_at),
        paths: change.paths.join(", "),
        comment: change.comment,
        id: change.id,
      }));
    },
  },
  {
    name: "config undo",
    takes: "<change id>",
    does: "take a change of settings back",
    run: async ({ server, words: [id] }) => {
      await server.post(`/courtyard/config/history/${id}/undo`);
      return "Taken back.";
    },
  },
  {
    name: "role list",
    does: "list roles",
    async run({ server }) {
      const roles = await server.get<{ name: string; permissions: string[]; scheme_managed: boolean }[]>("/roles");
      return roles.map((role) => ({
        name: role.name,
        permissions: role.permissions.length,
        given: role.scheme_managed ? "by membership" : "by name",
      }));
    },
  },
  {
    name: "role show",
    takes: "<role>",
    does: "list the permissions of a role",
    run: async ({ server, words: [name] }) =>
      (await server.get<{ permissions: string[] }>(`/roles/name/${name}`)).permissions.sort().join("\n"),
  },
  {
    name: "role add",
    takes: "<role> <permission>...",
    does: "give a role permissions",
    run: ({ server, words: [name, ...more] }) => changeRole(server, name, (now) => [...now, ...more]),
  },
  {
    name: "role remove",
    takes: "<role> <permission>...",
    does: "take permissions from a role",
    run: ({ server, words: [name, ...less] }) =>
      changeRole(server, name, (now) => now.filter((permission) => !less.includes(permission))),
  },
  {
    name: "integrity",
    does: "look whether what the server keeps fits together; changes nothing",
    async run({ server }) {
      const findings =
        await server.get<{ name: string; means: string; broken: number; examples: string[] }[]>("/courtyard/integrity");
      return findings.map((finding) => ({
        check: finding.name,
        broken: finding.broken,
        examples: finding.examples.join(" "),
        "what must hold": finding.means,
      }));
    },
  },
  {
    name: "busy on",
    takes: "[seconds]",
    does: "put off what can wait, for an hour or some seconds",
    async run({ server, words: [seconds = "3600"] }) {
      await server.post(`/server_busy?seconds=${encodeURIComponent(seconds)}`);
      return busyNow(server);
    },
  },
  {
    name: "busy off",
    does: "do everything again",
    async run({ server }) {
      await server.delete("/server_busy");
      return busyNow(server);
    },
  },
  { name: "busy show", does: "say whether what can wait is put off", run: ({ server }) => busyNow(server) },
  { name: "doctor", does: "look at the health of the server and say what to do", run: ({ server }) => examine(server) },
];

async function busyNow(server: Connection): Promise<string> {
  const { busy, expires } = await server.get<{ busy: boolean; expires: number }>("/server_busy");
  return busy ? `Busy until ${when(expires * 1000)}.` : "Not busy.";
}

async function changeRole(
  server: Connection,
  name: string | undefined,
  change: (now: string[]) => string[],
): Promise<string> {
  const role = await server.get<{ id: string; name: string; permissions: string[] }>(`/roles/name/${name}`);
  const after = await server.put<{ permissions: string[] }>(`/roles/${role.id}/patch`, {
    permissions: change(role.permissions),
  });
  return `${role.name} has ${after.permissions.length} permissions.`;
}

/** What a knowledgeable friend would look at first. */
async function examine(server: Connection): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = [];
  const add = (what: string, good: boolean, found: string, advice = "") =>
    rows.push({ what, state: good ? "good" : "look at this", found, advice: good ? "" : advice });
  const ping = await server.get<Record<string, string>>("/system/ping?get_server_status=true&use_rest_semantics=true");
  add(
    "database",
    ping.database_status === "OK",
    ping.database_status ?? "",
    "The server cannot reach PostgreSQL: see its log.",
  );
  add(
    "file storage",
    ping.filestore_status === "OK",
    ping.filestore_status ?? "",
    "Files cannot be written: check the folder or the S3 settings.",
  );
  const config = await server.get<Record<string, string>>("/config/client");
  add(
    "address",
    Boolean(config.SiteURL),
    config.SiteURL || "not set",
    "Set ServiceSettings.SiteURL, so that links in mails and invitations work.",
  );
  const secure = (config.SiteURL ?? "").startsWith("https://") || !config.SiteURL;
  add(
    "encryption",
    secure,
    secure ? "" : "http",
    "Put a TLS proxy in front and begin ServiceSettings.SiteURL with https://.",
  );
  const { problems } = await server.get<{ problems: { text: string }[] }>("/courtyard/overview?days=1");
  for (const { text } of problems)
    add("settings", false, text, "Correct it in the settings; courtyard config list shows them.");
  const disk = statfsSync(dirname(server.socketPath));
  const free = Math.round((disk.bavail * disk.bsize) / 1e9);
  add("disk", free >= 2, `${free} GB free`, "Make room: below 2 GB uploads and the database may soon fail.");
  const memory = Number(/MemAvailable:\s+(\d+)/.exec(readOr("/proc/meminfo"))?.[1] ?? 1e9) / 1e6;
  add("memory", memory > 0.3, `${memory.toFixed(1)} GB available`, "The machine is short of memory.");
  const admins = await server.get<unknown[]>("/users?role=system_admin&active=true");
  const anybody = (await server.get<{ total_users_count: number }>("/users/stats")).total_users_count > 0;
  add(
    "administrators",
    admins.length > 0,
    `${admins.length}`,
    anybody
      ? "Nobody administers this server: courtyard user roles <user> system_user system_admin"
      : "Open the server in a browser and sign up: the first account administers it.",
  );
  const broken = (await server.get<{ name: string; broken: number }[]>("/courtyard/integrity")).filter(
    (finding) => finding.broken > 0,
  );
  add(
    "data",
    broken.length === 0,
    broken.map((finding) => `${finding.name}: ${finding.broken}`).join(", ") || "fits together",
    "See courtyard integrity.",
  );
  return rows;
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
