// Plain JavaScript without dependencies: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. (import.meta.dirname would stop an older Node.js before its version is named.) */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const stampFile = join(root, "node_modules", ".courtyard-installed");

/** Ends the process with one line that says why and what to do. */
export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/**
 * Makes sure that node_modules holds what package-lock.json asks for; runs `npm ci` when it does not. `development`: also
 * what only tests need.
 */
export function ensureInstalled(log, { development = false } = {}) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 11)) {
    fail(
      `Node.js 20.11 or newer is needed, this is ${process.versions.node}. Install a newer one from your system or from nodejs.org.`,
    );
  }
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const wanted = `${createHash("sha256").update(lock).digest("hex")} ${process.platform}-${process.arch}${development ? "-development" : ""}\n`;
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return;
  if (!holdsAll(JSON.parse(lock), development)) install(log);
  try {
    writeFileSync(stampFile, wanted);
  } catch {
    // node_modules may belong to somebody else; then the packages are compared again next time.
  }
}

/** Whether the packages installed by hand, with `npm ci` or `npm install`, are those of the lock file. */
function holdsAll(lock, development) {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    const found = installed[path];
    // What is only for development or for other platforms may be left out.
    if (found === undefined)
      return path === "" || wanted.optional || (!development && (wanted.dev || wanted.devOptional));
    return found.version === wanted.version && found.integrity === wanted.integrity && existsSync(join(root, path));
  });
}

function install(log) {
  log("Installing the packages (npm ci); this takes a minute or two");
  const cli = process.env.npm_execpath;
  const useCli = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli);
  const [file, ...prefix] = useCli ? [process.execPath, cli] : ["npm"];
  const result = spawnSync(file, [...prefix, "ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (result.error !== undefined)
    fail(`npm cannot be run (${result.error.message}). Install npm, or run "npm ci" in ${root} yourself.`);
  if (result.status !== 0)
    fail(`The packages could not be installed. Read npm's message above, mend it, and run "npm ci" in ${root}.`);
}
