import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StartupError } from "../startup-error.js";

/**
 * Makes a folder and its missing parents, for this account alone. Returns those that were made, outermost first.
 * (Not `recursive` of mkdir: below /proc that never returns.)
 */
export function makeFolder(path: string): string[] {
  try {
    mkdirSync(path, { mode: 0o700 });
    return [path];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(path).isDirectory()) return [];
    const parents = code === "ENOENT" ? makeFolder(dirname(path)) : [];
    if (parents.length === 0) throw error;
    mkdirSync(path, { mode: 0o700 });
    return [...parents, path];
  }
}

/** Turns an error of the file system into one line that says what to do. */
export function folderProblem(folder: string, error: unknown): unknown {
  const reasons: Record<string, string> = {
    EACCES: "permission denied",
    EPERM: "permission denied",
    EROFS: "the file system is read-only",
    ENOTDIR: "a part of the path is a file, not a folder",
    EEXIST: "a part of the path is a file, not a folder",
    ENOSPC: "the disk is full",
    EDQUOT: "the disk quota is used up",
    ENOENT: "a part of the path does not exist",
  };
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ""];
  if (reason === undefined || error instanceof StartupError) return error;
  return new StartupError(
    `Cannot write to the data folder ${dirname(folder)}: ${reason}. Name a folder that you may write to with --data, or mend this one.`,
  );
}
