import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { atExit } from "./at-exit.js";

const root = resolve(import.meta.dirname, "../..");

export interface ServerProcess {
  child: ChildProcess;
  /** What it printed so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves with the address when the server is ready; rejects with its output when it ended before. */
  ready: Promise<string>;
  /** Resolves with the exit code, or with the name of the signal that ended it. */
  exit: Promise<number | NodeJS.Signals>;
}

export interface LaunchOptions {
  env?: NodeJS.ProcessEnv;
  /** A command that runs the server, for example as another account. */
  prefix?: string[];
}

/** Runs the built server as people run it, in a process group of its own. `npm run build` must have run. */
export function launch(words: string[], { env = {}, prefix = [] }: LaunchOptions = {}): ServerProcess {
  const [file = "", ...rest] = [...prefix, process.execPath, join(root, "dist/core/server/main.js"), ...words];
  const child = spawn(file, rest, {
    cwd: tmpdir(),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = new Promise<number | NodeJS.Signals>((done) => {
    child.once("close", (code, signal) => done(code ?? signal ?? "SIGKILL"));
  });
  const ready = new Promise<string>((done, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      const url = /^Courtyard is ready: (\S+)$/m.exec(stdout)?.[1];
      if (url !== undefined) done(url);
    });
    void exit.then((how) => reject(new Error(`The server ended with ${how}:\n${stdout}${stderr}`)));
  });
  // Many tests only look at the exit.
  ready.catch(() => undefined);
  return { child, stdout: () => stdout, stderr: () => stderr, ready, exit };
}

/** Makes a folder for a test and returns it with the function that removes it. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "courtyard-test-"));
  return { path, remove: atExit(() => rmSync(path, { recursive: true, force: true })) };
}
