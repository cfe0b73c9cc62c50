import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { StartupError } from "../startup-error.js";
import { findBinaries, type PostgresBinaries } from "./embedded-binaries.js";
import {
  checkFolder,
  chooseSocketFolder,
  createCluster,
  databaseName,
  defaultSettings,
  ensurePassword,
  readPassword,
  socketName,
  writeSettings,
} from "./embedded-cluster.js";
import { folderProblem, makeFolder } from "./embedded-folder.js";
import { takeLock } from "./embedded-lock.js";
import { processesOf, processIdentity, servesFolder, signal, waitUntil } from "./embedded-process.js";
import { chooseRunner, handOver, type Runner, start } from "./embedded-runner.js";

export { StartupError } from "../startup-error.js";

export interface DatabaseConnection {
  /** The folder of the unix socket. */
  host: string;
  port?: number;
  user: string;
  password?: string;
  database: string;
}

export interface EmbeddedDatabase {
  connection: DatabaseConnection;
  /** Whether a PostgreSQL that an earlier, killed server left behind was taken over. */
  adopted: boolean;
  /** Stops PostgreSQL in order; open transactions are rolled back. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The folder of PostgreSQL's files, for example <data>/postgres; it is created when missing. */
  folder: string;
  /** Receives a line of plain words for each slow or remarkable step. */
  log: (line: string) => void;
  /** Settings that replace the usual ones, for tests. */
  settings?: Record<string, string>;
}

interface Running {
  pid: number;
  identity: string;
}

interface Context {
  folder: string;
  socketFolder: string;
  log: (line: string) => void;
  binaries: PostgresBinaries;
  runner: Runner;
}

const patience = 30_000;

/**
 * Starts PostgreSQL on the folder (creates the database first when there is none) or adopts the one that still runs
 * there, and starts it again should it die. Only this operating-system account can reach it: it listens on a socket
 * in a private folder and asks for a generated password.
 * Throws a StartupError when the folder cannot be used or another server uses it.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = resolve(options.folder);
  const binaries = findBinaries();
  try {
    const made = makeFolder(dirname(folder));
    const lock = await takeLock(`${folder}.lock`);
    if ("heldBy" in lock) {
      throw new StartupError(
        `Another server (process ${lock.heldBy}) already uses the data in ${dirname(folder)}. Stop it first, or name another data folder with --data.`,
      );
    }
    try {
      const context = await prepare(folder, binaries, made, options.log);
      return await open(context, options.settings ?? {}, lock.release);
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw folderProblem(folder, error);
  }
}

/** Finds out how to run PostgreSQL here, and creates the database when there is none. */
async function prepare(
  folder: string,
  binaries: PostgresBinaries,
  made: string[],
  log: (line: string) => void,
): Promise<Context> {
  const state = checkFolder(folder, binaries);
  const runner = await chooseRunner(binaries, folder, made);
  if (state === "new") {
    log(`Creating the database in ${folder} (only at the first start, takes a few seconds)`);
    await createCluster(runner, binaries, folder);
  }
  return { folder, socketFolder: await chooseSocketFolder(runner, folder), log, binaries, runner };
}

async function open(context: Context, extra: Record<string, string>, release: () => void): Promise<EmbeddedDatabase> {
  const { folder, socketFolder, runner, binaries } = context;
  const left = findPostmaster(folder);
  const changed = writeSettings(runner, folder, { ...defaultSettings(socketFolder), ...extra });
  const account = { host: socketFolder, port: 5432, user: databaseName, database: databaseName };
  let connection: DatabaseConnection = { ...account, password: readPassword(folder) };
  const adopted = left !== undefined && !changed && (await canAdopt(context, left, connection));
  let running = left;
  if (running === undefined || !adopted) {
    await clearFolder(context, left);
    connection = { ...account, password: await ensurePassword(runner, binaries, folder) };
    running = await launchPatiently(context);
    await firstAnswer(running, connection);
  } else {
    context.log(`Taking over the PostgreSQL that still runs (process ${running.pid})`);
  }
  const stopPostgres = supervise(context, running);
  const stop = async (): Promise<void> => {
    await stopPostgres();
    if (socketFolder !== folder) rmSync(socketFolder, { recursive: true, force: true });
    release();
  };
  let stopped: Promise<void> | undefined;
  return { connection, adopted, stop: () => (stopped ??= stop()) };
}

/** Keeps PostgreSQL running; returns the function that stops it for good. */
function supervise(context: Context, first: Running): () => Promise<void> {
  let running: Running | undefined = first;
  let work: Promise<void> = Promise.resolve();
  let busy = false;
  const revive = async (): Promise<void> => {
    context.log("PostgreSQL ended unexpectedly, starting it again");
    try {
      await clearFolder(context, undefined);
      running = await launchPatiently(context);
      context.log("PostgreSQL runs again");
    } catch (error) {
      running = undefined;
      context.log(`PostgreSQL could not be started, trying again: ${(error as Error).message}`);
      await delay(2000);
    } finally {
      busy = false;
    }
  };
  const watch = setInterval(() => {
    if (busy || (running !== undefined && lives(running))) return;
    busy = true;
    work = revive();
  }, 500);
  watch.unref();
  return async () => {
    clearInterval(watch);
    await work;
    if (running !== undefined) await shutDown(running);
  };
}

function lives(running: Running): boolean {
  return processIdentity(running.pid) === running.identity;
}

/** Returns the PostgreSQL server that runs on the folder, if one does. */
function findPostmaster(folder: string): Running | undefined {
  const pid = Number(pidFile(folder)[0]);
  const identity = processIdentity(pid);
  return identity !== undefined && servesFolder(pid, folder) ? { pid, identity } : undefined;
}

/** Returns the lines of postmaster.pid: first the process id, eighth the state ("ready"). */
function pidFile(folder: string): string[] {
  try {
    return readFileSync(join(folder, "postmaster.pid"), "utf8")
      .split("\n")
      .map((line) => line.trim());
  } catch {
    return [];
  }
}

function isReady(folder: string, pid: number): boolean {
  const lines = pidFile(folder);
  return Number(lines[0]) === pid && lines[7] === "ready";
}

async function canAdopt(context: Context, left: Running, connection: DatabaseConnection): Promise<boolean> {
  const ended = (): boolean => !lives(left) || pidFile(context.folder)[7] === "stopping";
  await waitUntil(() => isReady(context.folder, left.pid) || ended(), patience);
  if (ended()) return false;
  try {
    await answers(connection);
    return true;
  } catch {
    return false;
  }
}

async function firstAnswer(running: Running, connection: DatabaseConnection): Promise<void> {
  try {
    await answers(connection);
  } catch (error) {
    await shutDown(running);
    if ((error as { code?: string }).code !== "28P01") throw error;
    throw new StartupError(
      `The database does not accept the password in ${connection.host}. Delete the file courtyard.password there and start again; a new one is made.`,
    );
  }
}

async function answers(connection: DatabaseConnection): Promise<void> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("SELECT 1");
  await client.end();
}

/** Makes sure that nobody works in the folder any more and that no stale pid file stops the next start. */
async function clearFolder(context: Context, left: Running | undefined): Promise<void> {
  const { folder, log } = context;
  if (left !== undefined) {
    log(`Stopping the PostgreSQL that still runs (process ${left.pid})`);
    await shutDown(left);
  }
  // Without their server the remaining processes end by themselves, unless they are in the middle of something.
  const empty = (): boolean => processesOf(folder).length === 0;
  if (!(await waitUntil(empty, 3000))) {
    log("Waiting for the last processes of a PostgreSQL that was killed");
    for (const pid of processesOf(folder)) signal(pid, "SIGTERM");
    if (!(await waitUntil(empty, 10_000))) for (const pid of processesOf(folder)) signal(pid, "SIGKILL");
    await waitUntil(empty, patience);
  }
  if (await somebodyListens(join(context.socketFolder, socketName))) {
    throw new StartupError(
      `The database in ${folder} is used by a PostgreSQL that cannot be seen from here, perhaps in another container. Stop that one first.`,
    );
  }
  // The number in these files may be that of a zombie, or belong to an unrelated process by now; PostgreSQL
  // would take either for a server.
  if (process.platform !== "linux" || !empty()) return;
  for (const file of [join(folder, "postmaster.pid"), join(context.socketFolder, `${socketName}.lock`)]) {
    rmSync(file, { force: true });
  }
}

async function somebodyListens(socket: string): Promise<boolean> {
  const probe = connect(socket);
  try {
    return await new Promise((done) => probe.once("connect", () => done(true)).once("error", () => done(false)));
  } finally {
    probe.destroy();
  }
}

async function shutDown(running: Running): Promise<void> {
  const gone = (): boolean => !lives(running);
  for (const [name, limit] of [
    ["SIGINT", patience],
    ["SIGQUIT", 5000],
    ["SIGKILL", 5000],
  ] as const) {
    if (gone()) return;
    signal(running.pid, name);
    if (await waitUntil(gone, limit)) return;
  }
}

/** What a killed server left behind may need some seconds to go away. */
async function launchPatiently(context: Context): Promise<Running> {
  const end = Date.now() + patience;
  for (let pause = 250; ; pause = Math.min(pause * 2, 4000)) {
    try {
      return await launch(context);
    } catch (error) {
      const text = (error as Error).message;
      const passing = /shared memory block|lock file .* already exists|already in use/.test(text);
      if (!passing || Date.now() + pause > end) throw error;
      await delay(pause);
    }
  }
}

async function launch(context: Context): Promise<Running> {
  const { folder, runner, binaries, log } = context;
  log(`Starting PostgreSQL ${binaries.major}`);
  const logFile = join(folder, "postgres.log");
  const { handle, offset } = openLog(runner, logFile);
  const child = start(runner, binaries.postgres, ["-D", folder], ["ignore", handle, handle]);
  closeSync(handle);
  child.unref();
  let ended: string | undefined;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, name) => (ended = `it ended with ${name ?? `code ${code}`}`));
  const pid = child.pid ?? 0;
  for (let seconds = 0; !isReady(folder, pid); seconds += 5) {
    await waitUntil(() => ended !== undefined || isReady(folder, pid), 5000);
    if (ended !== undefined) throw launchProblem(logFile, offset, ended);
    if (!isReady(folder, pid))
      log(`PostgreSQL is still starting (${seconds + 5} s), perhaps it recovers after a crash`);
  }
  const identity = processIdentity(pid);
  if (identity === undefined) throw launchProblem(logFile, offset, "it ended at once");
  return { pid, identity };
}

/** Opens PostgreSQL's log to append to; one that has grown large is set aside. */
function openLog(runner: Runner, file: string): { handle: number; offset: number } {
  try {
    if (statSync(file).size > 5_000_000) renameSync(file, `${file}.old`);
  } catch {
    // There is none yet.
  }
  const handle = openSync(file, "a", 0o600);
  handOver(runner, file);
  return { handle, offset: statSync(file).size };
}

function launchProblem(logFile: string, offset: number, ended: string): StartupError {
  const lines = readFileSync(logFile).subarray(offset).toString().trim().split("\n");
  const reason = lines.findLast((line) => /(FATAL|PANIC): /.test(line))?.replace(/^.*?(?:FATAL|PANIC): +/, "");
  return new StartupError(`PostgreSQL does not start: ${reason ?? ended}. Its log is ${logFile}.`);
}
