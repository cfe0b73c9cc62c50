import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { CORE_API, type EditionModule } from "./contract.js";

/** Where the licensed module is, and how it is told that it is the one that was built with this server. */
export interface ModulePlace {
  readonly folder: string;
  /**
   * SHA-256 of the module's `manifest.json`, kept with the server itself and not in the module's folder, so that
   * nobody can change a file and the manifest together. Left out only where the sources are run directly.
   */
  readonly manifest?: string;
}

export type ModuleFault = "missing" | "incomplete" | "altered" | "version" | "failed" | "slow";

/** Why the module is not used; the text is for the administrator. */
export class ModuleError extends Error {
  constructor(
    readonly fault: ModuleFault,
    message: string,
  ) {
    super(message);
  }
}

/** `manifest.json`: written when the module is built. */
export interface Manifest {
  readonly coreApi: number;
  /** What it contains, so that this can be said before any of it runs. */
  readonly capabilities?: readonly string[];
  /** SHA-256 by path below the module's folder. */
  readonly files: Readonly<Record<string, string>>;
}

export const sha256 = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");

/** Finds the module that belongs to this server; undefined when this is a server without one. */
export async function placeOfModule(root: string, built: boolean): Promise<ModulePlace | undefined> {
  if (!built)
    return existsSync(join(root, "enterprise", "index.ts")) ? { folder: join(root, "enterprise") } : undefined;
  const digest = await readFile(join(root, "dist", "core", "edition", "enterprise.sha256"), "utf8").catch(() => "");
  return digest ? { folder: join(root, "dist", "enterprise"), manifest: digest.trim() } : undefined;
}

/** What the module contains, without running it; undefined when that is not known (sources, or a damaged module). */
export async function namesIn(place: ModulePlace | undefined): Promise<readonly string[] | undefined> {
  if (!place) return [];
  const text = await readFile(join(place.folder, "manifest.json")).catch(() => undefined);
  if (!text || sha256(text) !== place.manifest) return undefined;
  return (JSON.parse(text.toString()) as Manifest).capabilities;
}

/** Loads the module after its files have been checked. @throws ModuleError */
export async function loadModule(place: ModulePlace | undefined, limit: number): Promise<EditionModule> {
  if (!place) throw new ModuleError("missing", "The module of the Enterprise Edition is not part of this server.");
  if (place.manifest !== undefined) await checkFiles(place.folder, place.manifest);
  const file = join(place.folder, place.manifest === undefined ? "index.ts" : "index.js");
  let loaded: { edition?: EditionModule };
  try {
    loaded = await within(limit, import(pathToFileURL(file).href));
  } catch (error) {
    if (error instanceof ModuleError) throw error;
    throw new ModuleError(
      "failed",
      `The module of the Enterprise Edition cannot be loaded: ${(error as Error)?.message ?? error}`,
    );
  }
  const module = loaded.edition;
  if (typeof module?.capabilities !== "object")
    throw new ModuleError("failed", "The module of the Enterprise Edition names no capabilities.");
  checkVersion(module.coreApi);
  return module;
}

/** Waits at most `limit` ms. @throws ModuleError slow */
export async function within<T>(limit: number, work: Promise<T> | T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ModuleError("slow", `It took longer than ${limit / 1000} seconds.`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function checkVersion(coreApi: unknown) {
  if (coreApi === CORE_API) return;
  throw new ModuleError(
    "version",
    `The module of the Enterprise Edition is made for interface ${String(coreApi)}, this server has ${CORE_API}. Install both from one release.`,
  );
}

async function checkFiles(folder: string, digest: string): Promise<void> {
  const text = await readFile(join(folder, "manifest.json")).catch(() => undefined);
  if (!text)
    throw new ModuleError("missing", "The module of the Enterprise Edition is missing. Install this release again.");
  const altered = (file: string) =>
    new ModuleError(
      "altered",
      `The file ${file} of the Enterprise Edition is not the one that was built with this server. None of it was run; install this release again.`,
    );
  if (sha256(text) !== digest) throw altered("manifest.json");
  const manifest = JSON.parse(text.toString()) as Manifest;
  checkVersion(manifest.coreApi);
  const present = new Set(await filesBelow(folder));
  for (const [file, expected] of Object.entries(manifest.files)) {
    if (!present.delete(file))
      throw new ModuleError(
        "incomplete",
        `The file ${file} of the Enterprise Edition is missing. Install this release again.`,
      );
    if (sha256(await readFile(join(folder, file))) !== expected) throw altered(file);
  }
  present.delete("manifest.json");
  for (const extra of present) throw altered(extra);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
