import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chownSync, existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { StartupError } from "../startup-error.js";
import type { PostgresBinaries } from "./embedded-binaries.js";

const execute = promisify(execFile);

interface Account {
  uid: number;
  gid: number;
}

/**
 * How the PostgreSQL programs are started. PostgreSQL refuses to run as root, so root starts it either in a user
 * namespace in which root bears another number, or as another account.
 */
export interface Runner {
  prefix: string[];
  /** The account that runs PostgreSQL and must own its files, when it is not the account of this process. */
  account?: Account;
}

/**
 * Returns the way PostgreSQL can be run on `folder`. `made` are the parents that were made just now (outermost first),
 * so that they may be given away. Throws a StartupError when root finds no way.
 */
export async function chooseRunner(binaries: PostgresBinaries, folder: string, made: string[]): Promise<Runner> {
  if (process.geteuid?.() !== 0) return { prefix: [] };
  const parent = dirname(folder);
  for (const candidate of await candidates(folder, made[0] === undefined ? parent : dirname(made[0]))) {
    for (const path of made) handOver(candidate, path);
    if (await works(candidate, binaries, parent)) return candidate;
  }
  throw new StartupError(
    `PostgreSQL refuses to run as root and no other way works for ${folder} (user namespaces are forbidden here, and no other account can reach the folder). Start as an ordinary user, or name a folder with --data that the system account "postgres" can reach.`,
  );
}

/** Lists what root may try, best first. Existing data decide: who owns them runs them. */
async function candidates(folder: string, neighbourhood: string): Promise<Runner[]> {
  const namespace = { prefix: namespacePrefix() };
  const owner = ownerOf(folder);
  if (owner !== undefined) return owner.uid === 0 ? [namespace] : [{ prefix: [], account: owner }];
  // For example a clone in the home of a person, started with sudo: root without its powers cannot enter there.
  const accounts = [ownerOf(neighbourhood), await systemAccount()].filter((account) => account && account.uid !== 0);
  return [namespace, ...accounts.map((account) => ({ prefix: [], account }))];
}

/** Runs a PostgreSQL program to its end; returns what it printed. Throws with that text when it fails. */
export async function run(runner: Runner, program: string, args: string[], input = ""): Promise<string> {
  const child = start(runner, program, args, ["pipe", "pipe", "pipe"]);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(output.trim() || `${program} ended with code ${code}`);
  return output;
}

/** Starts a PostgreSQL program in a session of its own, so that Ctrl-C in a terminal does not reach it. */
export function start(
  runner: Runner,
  program: string,
  args: string[],
  stdio: ("ignore" | "pipe" | number)[],
): ChildProcess {
  const [file = program, ...rest] = [...runner.prefix, program, ...args];
  return spawn(file, rest, { ...runner.account, stdio, detached: true, env: cleanEnvironment(), cwd: "/" });
}

/** Gives a file or folder to the account that runs PostgreSQL. */
export function handOver(runner: Runner, path: string): void {
  if (runner.account !== undefined) chownSync(path, runner.account.uid, runner.account.gid);
}

/** PG* variables of the shell must not reach our server; neither must the product's own secrets. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, TMPDIR } = process.env;
  return { PATH: PATH ?? "/usr/bin:/bin", LC_ALL: "C.UTF-8", TZ: "UTC", ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}

/** initdb wants its user number to have a name, so the number inside the namespace is one that has. */
function namespacePrefix(): string[] {
  let id = "1000";
  try {
    const accounts = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":")[2] ?? "");
    id = accounts.find((uid) => /^[1-9]\d*$/.test(uid)) ?? id;
  } catch {
    // Without the file there are no names; then initdb itself says what is wrong.
  }
  return ["unshare", "--user", `--map-user=${id}`, `--map-group=${id}`];
}

async function works(runner: Runner, binaries: PostgresBinaries, folder: string): Promise<boolean> {
  try {
    await run(runner, "/bin/sh", ["-c", 'cd "$1" && exec "$2" --version', "sh", folder, binaries.postgres]);
    return true;
  } catch {
    return false;
  }
}

function ownerOf(path: string): Account | undefined {
  if (!existsSync(path)) return undefined;
  const { uid, gid } = statSync(path);
  return { uid, gid };
}

async function systemAccount(): Promise<Account | undefined> {
  try {
    const [user, group] = await Promise.all([execute("id", ["-u", "postgres"]), execute("id", ["-g", "postgres"])]);
    return { uid: Number(user.stdout), gid: Number(group.stdout) };
  } catch {
    return undefined;
  }
}
