import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { StartupError } from "../startup-error.js";
import type { PostgresBinaries } from "./embedded-binaries.js";
import { handOver, type Runner, run } from "./embedded-runner.js";

/** The role and the database of the product. The role is no superuser: it may only create databases. */
export const databaseName = "courtyard";
/** The name of the socket in its folder. */
export const socketName = ".s.PGSQL.5432";
/** The longest path that a unix socket address can hold. */
const longestSocketPath = 107;

/** Throws a StartupError unless the folder is missing, empty, or holds data of this PostgreSQL version. */
export function checkFolder(folder: string, binaries: PostgresBinaries): "new" | "existing" {
  if (!existsSync(folder)) return "new";
  const entries = readdirSync(folder);
  if (entries.length === 0) return "new";
  if (!entries.includes("PG_VERSION")) {
    throw new StartupError(
      `The folder ${folder} holds other files and no database. Name another data folder with --data, or move the files away.`,
    );
  }
  const found = readFileSync(join(folder, "PG_VERSION"), "utf8").trim();
  if (found !== binaries.major) {
    throw new StartupError(
      `The data in ${folder} belong to PostgreSQL ${found}, this server brings PostgreSQL ${binaries.major}. Start the version of the server that wrote them and export, or name another data folder with --data.`,
    );
  }
  return "existing";
}

/**
 * Creates the database in `folder`, complete or not at all: it is prepared in a neighbour folder that is renamed at
 * the end, so an interrupted creation starts again.
 */
export async function createCluster(runner: Runner, binaries: PostgresBinaries, folder: string): Promise<void> {
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(`${basename(folder)}.new-`))
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
  // A name of its own: an initdb that outlived its server may still be writing into the old one.
  const staging = mkdtempSync(`${folder}.new-`);
  handOver(runner, staging);
  const options = ["--locale-provider=builtin", "--locale=C.UTF-8", "--encoding=UTF8", "--text-search-config=simple"];
  await run(runner, binaries.initdb, ["-D", staging, "-U", "postgres", "-A", "reject", ...options]);
  const password = createPassword();
  await runAlone(runner, binaries, staging, [
    `CREATE ROLE ${databaseName} LOGIN CREATEDB PASSWORD '${password}';`,
    `CREATE DATABASE ${databaseName} OWNER ${databaseName};`,
  ]);
  writePassword(runner, staging, password);
  renameSync(staging, folder);
}

/** Returns the password of the product's role; one that was lost is replaced (PostgreSQL must not be running). */
export async function ensurePassword(runner: Runner, binaries: PostgresBinaries, folder: string): Promise<string> {
  const known = readPassword(folder);
  if (known !== undefined) return known;
  const password = createPassword();
  await runAlone(runner, binaries, folder, [`ALTER ROLE ${databaseName} PASSWORD '${password}';`]);
  writePassword(runner, folder, password);
  return password;
}

/** Returns the password of the product's role, or undefined when its file is missing. */
export function readPassword(folder: string): string | undefined {
  const file = passwordFile(folder);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

function passwordFile(folder: string): string {
  return join(folder, "courtyard.password");
}

function createPassword(): string {
  return randomBytes(24).toString("hex");
}

function writePassword(runner: Runner, folder: string, password: string): void {
  writeOwned(runner, passwordFile(folder), `${password}\n`);
}

/** Runs statements as the superuser while no server runs: nobody can log in as superuser over the socket. */
async function runAlone(
  runner: Runner,
  binaries: PostgresBinaries,
  folder: string,
  statements: string[],
): Promise<void> {
  const options = ["--single", "-D", folder, "-c", "log_checkpoints=off", "postgres"];
  const output = await run(runner, binaries.postgres, options, `${statements.join("\n")}\n`);
  const problem = /^.*(?:ERROR|FATAL|PANIC): .*$/m.exec(output);
  if (problem !== null) throw new Error(problem[0]);
}

/**
 * Writes the settings and the access rules. Returns false when the files were as wanted already.
 * An operator's own settings go to local.conf in the data folder.
 */
export function writeSettings(runner: Runner, folder: string, settings: Record<string, string>): boolean {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  const configuration = [
    "# Written at every start. Put settings of your own into local.conf beside this file.",
    ...lines,
    "include_if_exists = 'local.conf'",
    "",
  ].join("\n");
  const access = [
    "# Written at every start. Only the product's own role, with its password, over the private socket.",
    `local all ${databaseName} scram-sha-256`,
    "",
  ].join("\n");
  let changed = false;
  for (const [name, text] of [
    ["postgresql.conf", configuration],
    ["pg_hba.conf", access],
  ] as const) {
    const file = join(folder, name);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    writeOwned(runner, file, text);
    changed = true;
  }
  return changed;
}

/** Returns the settings of the embedded server; `socketFolder` is where it listens. */
export function defaultSettings(socketFolder: string): Record<string, string> {
  return {
    listen_addresses: "",
    unix_socket_directories: socketFolder,
    unix_socket_permissions: "0700",
    max_connections: "100",
    shared_buffers: "128MB",
    work_mem: "16MB",
    maintenance_work_mem: "64MB",
    effective_cache_size: "1GB",
    random_page_cost: "1.1",
    synchronous_commit: "on",
    jit: "off",
    max_parallel_workers_per_gather: "0",
    max_wal_size: "1GB",
    min_wal_size: "80MB",
    // A query whose client died (a killed server) ends within this time.
    ...(process.platform === "linux" ? { client_connection_check_interval: "1s" } : {}),
    password_encryption: "scram-sha-256",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    default_text_search_config: "pg_catalog.simple",
    // What people write must not end up in the log.
    log_statement: "none",
    log_min_messages: "warning",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  };
}

/**
 * Returns the folder for the socket: the data folder itself, or a private folder with a short path where the path is
 * too long or the file system knows no sockets.
 */
export async function chooseSocketFolder(runner: Runner, folder: string): Promise<string> {
  if (Buffer.byteLength(join(folder, socketName)) <= longestSocketPath && (await holdsSockets(folder))) return folder;
  const name = `courtyard-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`;
  for (const parent of [tmpdir(), "/tmp"]) {
    const candidate = join(parent, name);
    if (Buffer.byteLength(join(candidate, socketName)) > longestSocketPath) continue;
    const made = makePrivate(runner, candidate) ?? makePrivate(runner, mkdtempSync(`${candidate}-`));
    if (made !== undefined) return made;
  }
  throw new StartupError(`No folder with a short enough path for the database socket was found. Set TMPDIR to one.`);
}

/** Makes the folder, or takes the one that is there if it is ours alone. */
function makePrivate(runner: Runner, path: string): string | undefined {
  const uid = runner.account?.uid ?? process.geteuid?.();
  try {
    mkdirSync(path, { mode: 0o700 });
    handOver(runner, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return undefined;
  }
  const state = lstatSync(path);
  return state.isDirectory() && state.uid === uid && (state.mode & 0o077) === 0 ? path : undefined;
}

async function holdsSockets(folder: string): Promise<boolean> {
  const path = join(folder, ".s.probe");
  rmSync(path, { force: true });
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(path, () => server.close(() => resolve(true)));
  });
}

function writeOwned(runner: Runner, file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  handOver(runner, `${file}.new`);
  renameSync(`${file}.new`, file);
}
