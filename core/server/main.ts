import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { Client } from "pg";
import type { Connection } from "../platform/database/database.js";
import { startEmbeddedDatabase } from "../platform/database/embedded.js";
import { folderProblem, makeFolder } from "../platform/database/embedded-folder.js";
import { createLogger } from "../platform/log.js";
import { StartupError } from "../platform/startup-error.js";
import { environmentOf, type Listen, type Options, readOptions, usage } from "./options.js";
import { rootFolder } from "./root-folder.js";

/** Something that runs and must be ended in order; the last started ends first. */
interface Part {
  name: string;
  stop(): Promise<void>;
}

const parts: Part[] = [];
let ending: Promise<never> | undefined;
let failed = false;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Starts everything and returns when people can use the server. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env, rootFolder());
  if (options.help) {
    process.stdout.write(usage());
    return;
  }
  onSignals();
  await refuseTakenPort(options.listen);
  const database = await openDatabase(options);
  if (ending !== undefined) return;
  const { startServer } = await import("./server.js");
  const server = await startServer({
    database,
    dataFolder: options.dataFolder,
    listen: options.listen,
    log: createLogger({ level: process.env.MM_LOGSETTINGS_CONSOLELEVEL?.toLowerCase() }),
    environment: environmentOf(options, process.env),
    progress: say,
  });
  parts.push({ name: "the server", stop: () => server.stop() });
  if (ending === undefined) say(`Courtyard is ready: ${server.url}`);
}

async function openDatabase(options: Options): Promise<Connection> {
  if (options.dataSource !== undefined) {
    makeWritable(options.dataFolder);
    await tryExternal(options.dataSource);
    return options.dataSource;
  }
  const embedded = await startEmbeddedDatabase({ folder: resolve(options.dataFolder, "postgres"), log: say });
  parts.push({ name: "PostgreSQL", stop: () => embedded.stop() });
  return embedded.connection;
}

function makeWritable(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderProblem(resolve(folder, "files"), error);
  }
}

async function tryExternal(dataSource: string): Promise<void> {
  try {
    const client = new Client({ connectionString: dataSource, connectionTimeoutMillis: 10_000 });
    client.on("error", () => undefined);
    await client.connect();
    await client.end();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The driver's words for a text it cannot read hold the text, which has a password in it.
    const reason = code === "ERR_INVALID_URL" ? "its text cannot be read" : message || code;
    throw new StartupError(
      `The PostgreSQL of MM_SQLSETTINGS_DATASOURCE cannot be used: ${reason}. Check the address, the account and that it runs.`,
    );
  }
}

/** Finds out about a taken port before the slow steps; the server itself listens later. */
async function refuseTakenPort(listen: Listen): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolveDone, reject) => {
    probe.once("error", (error) => reject(listenProblem(listen, error)));
    probe.listen(listen.port, listen.host, () => probe.close(() => resolveDone()));
  });
}

function listenProblem(listen: Listen, error: NodeJS.ErrnoException): unknown {
  const where = `port ${listen.port} of ${listen.host}`;
  switch (error.code) {
    case "EADDRINUSE":
      return new StartupError(
        `Cannot listen on ${where}: another program uses it. Stop that program, or choose another port with --port.`,
      );
    case "EACCES":
      return new StartupError(
        `Cannot listen on ${where}: permission denied. Choose a port above 1023 with --port, or put a proxy in front.`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new StartupError(
        `Cannot listen on ${where}: this machine has no such address. Correct MM_SERVICESETTINGS_LISTENADDRESS.`,
      );
    default:
      return error;
  }
}

function onSignals(): void {
  let first = 0;
  const stop = (): void => {
    first ||= Date.now();
    // npm passes Ctrl-C on, so a second signal at once is the same key press.
    if (ending !== undefined && Date.now() - first > 1000) {
      process.stderr.write("Stopped at once; the next start cleans up.\n");
      process.exit(1);
    }
    if (ending === undefined) say("Stopping (once more to stop at once)");
    ending ??= end(0);
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, stop);
}

/** Stops what runs, the newest first, and ends the process. */
async function end(code: number): Promise<never> {
  // A signal may come while something is being started: that is stopped too once it runs.
  await starting.catch(() => undefined);
  for (const part of parts.reverse()) {
    try {
      await part.stop();
    } catch (error) {
      process.stderr.write(`${part.name} could not be stopped in order: ${(error as Error).message}\n`);
      code ||= 1;
    }
  }
  if (code === 0) say("Stopped");
  process.exit(code);
}

function giveUp(error: unknown): void {
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const known = code?.startsWith("EADDR")
    ? listenProblem({ host: address ?? "", port: port ?? 0 }, error as Error)
    : error;
  const text = known instanceof StartupError ? known.message : `Cannot start: ${(known as Error)?.message ?? known}`;
  // One line, whatever the message holds; the stack only for those who ask.
  if (!failed) process.stderr.write(`${text.replace(/\s*\n\s*/g, " ")}\n`);
  if (process.env.DEBUG !== undefined && known instanceof Error) process.stderr.write(`${known.stack}\n`);
  failed = true;
}

function defect(error: unknown): string {
  return `A defect in the server: ${error instanceof Error ? error.stack : String(error)}`;
}

function onDefect(error: unknown): void {
  process.stderr.write(`${defect(error)}\n`);
  ending ??= end(1);
}

// Whoever read our output may be gone (`npm start | head`).
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

const starting = main();
process.on("uncaughtException", onDefect);
// One request that failed in an unforeseen way is no reason to end everybody else's.
process.on("unhandledRejection", (error) => process.stderr.write(`${defect(error)}\n`));
starting.catch((error: unknown) => {
  giveUp(error);
  ending ??= end(1);
});
