import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TextKind } from "./extract.js";

/** How long (ms) reading one document may take, and how much memory (MB). */
const MOST_TIME = 10_000;
const MOST_MEMORY = 256;

// Beside this file, translated or not.
const SCRIPT = fileURLToPath(new URL(`./reader${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url));

/**
 * The text of a document, read in a process of its own: whatever a document does to its reader, the server goes on.
 * @throws Error when it cannot be read in time
 */
export function extractApart(bytes: Uint8Array, kind: TextKind, mostTime = MOST_TIME): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = fork(SCRIPT, {
      // Nothing of the server's environment is its business.
      env: {},
      execArgv: [
        ...process.execArgv.filter((argument) => argument.startsWith("--import")),
        `--max-old-space-size=${MOST_MEMORY}`,
      ],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const timer = setTimeout(() => end(() => reject(new Error("reading the document took too long"))), mostTime);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      settle();
    };
    child.once("message", (answer: { text: string } | { error: string }) =>
      end(() => ("text" in answer ? resolve(answer.text) : reject(new Error(answer.error)))),
    );
    child.once("error", (error) => end(() => reject(error)));
    child.once("exit", () => end(() => reject(new Error("reading the document ended early"))));
    child.send({ bytes, kind }, (error) => error && end(() => reject(error)));
  });
}
