// Builds what is out of date into dist/: the server (file by file) and the two web applications.
// Only Node's own modules at the top: finding out that nothing is to do must be quick and need no package.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./install.mjs";

const dist = join(root, "dist");
const isTest = (file) => /\.(test|fixture)\.tsx?$/.test(file);

/** The parts of the product: the folders of their sources, what to make and how. */
const parts = [
  {
    name: "server",
    title: "the server",
    sources: ["core", "enterprise"],
    output: "core/server/main.js",
    build: buildServer,
  },
  {
    name: "webapp",
    title: "the web app",
    sources: ["webapp", "core/api"],
    output: "webapp/index.html",
    build: buildPages,
  },
  {
    name: "admin-console",
    title: "the admin console",
    // The guide shows the table of editions.
    sources: ["admin-console", "webapp/shared", "core/api", "core/edition"],
    output: "admin-console/index.html",
    build: buildPages,
  },
];

/** Returns the names of the parts whose sources are not those of the last build. */
export function staleParts() {
  return presentParts()
    .filter(isStale)
    .map((part) => part.name);
}

/**
 * Builds the parts that are out of date, in a process of its own so that the tools' memory is given back.
 * Returns false when that failed; the tools have said why.
 */
export function buildStale(log) {
  const stale = presentParts().filter(isStale);
  if (stale.length === 0) return true;
  log(`Building ${stale.map((part) => part.title).join(", ")}`);
  const script = fileURLToPath(import.meta.url);
  return (
    spawnSync(process.execPath, [script, "--quiet"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] }).status ===
    0
  );
}

/** Builds the named parts if they are out of date (all parts without names); throws when one cannot be built. */
export async function build(log, names = parts.map((part) => part.name)) {
  const problems = [];
  for (const part of presentParts()) {
    const stamp = stampOf(part);
    if (!names.includes(part.name) || (readStamp(part) === stamp && existsSync(join(dist, part.output)))) continue;
    log(`Building ${part.title}`);
    try {
      await part.build(part);
      mkdirSync(join(dist, ".stamps"), { recursive: true });
      writeFileSync(join(dist, ".stamps", part.name), stamp);
    } catch (error) {
      // The other parts do not depend on this one.
      problems.push(`${part.title} cannot be built: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

function presentParts() {
  const isThere = (part) => part.name === "server" || existsSync(join(root, part.name, "vite.config.ts"));
  return parts.filter(isThere);
}

function isStale(part) {
  return readStamp(part) !== stampOf(part) || !existsSync(join(dist, part.output));
}

function readStamp(part) {
  const file = join(dist, ".stamps", part.name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Returns a digest of everything the part is made from. */
function stampOf(part) {
  const hash = createHash("sha256");
  const files = part.sources.flatMap((folder) => filesBelow(folder)).filter((file) => !isTest(file));
  for (const file of [...files, "package-lock.json", "core/server/build.mjs"]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter(
      (entry) =>
        entry.isFile() && !/(^|\/)(node_modules|dist)(\/|$)/.test(relative(root, entry.parentPath ?? entry.path)),
    )
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** Translates TypeScript file by file and copies the data files beside it; removes what has no source any more. */
async function buildServer(part) {
  const { build: translate } = await import("esbuild");
  const files = part.sources
    .flatMap((folder) => filesBelow(folder))
    .filter((file) => !isTest(file) && !file.endsWith(".d.ts"));
  const isScript = (file) => extname(file) === ".ts" && !/^enterprise\/.*\/console\//.test(file);
  const result = await translate({
    absWorkingDir: root,
    entryPoints: files.filter(isScript),
    outdir: dist,
    outbase: root,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
    write: false,
  });
  const made = new Map(result.outputFiles.map((file) => [relative(dist, file.path), file.contents]));
  const isData = (file) => /\.(json|txt|html|css|svg|png|pem)$/.test(file) && !/tsconfig.*\.json$/.test(file);
  for (const file of files.filter(isData)) made.set(file, readFileSync(join(root, file)));
  sealModule(made);
  for (const [file, contents] of made) writeIfChanged(join(dist, file), contents);
  for (const folder of part.sources) removeOthers(folder, made);
}

/**
 * Lists the files of the licensed module with their digests. The digest of the list itself goes into the server, so
 * that the server recognises exactly the module that was built with it.
 */
function sealModule(made) {
  const digest = (contents) => createHash("sha256").update(contents).digest("hex");
  const inside = [...made.keys()].filter((file) => file.startsWith("enterprise/")).sort();
  if (inside.length === 0) return;
  const [, coreApi] = /CORE_API = (\d+)/.exec(readFileSync(join(root, "core/edition/contract.ts"), "utf8"));
  const files = Object.fromEntries(inside.map((file) => [file.slice("enterprise/".length), digest(made.get(file))]));
  // What is in it, so that the server can say so without running it. A test compares this with what it exports.
  const capabilities = capabilitiesIn(readFileSync(join(root, "enterprise/index.ts"), "utf8"));
  const content = { coreApi: Number(coreApi), capabilities, files };
  const manifest = Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
  made.set("enterprise/manifest.json", manifest);
  made.set("core/edition/enterprise.sha256", Buffer.from(`${digest(manifest)}\n`));
}

/** The names in the object `capabilities` of the module's source. */
export function capabilitiesIn(source) {
  const [, list = ""] = /capabilities: \{([^}]*)\}/.exec(source) ?? [];
  const names = list.split(",").map((part) => /^\s*"?([a-z][\w-]*)"?\s*(:|$)/.exec(part)?.[1]);
  return names.filter((name) => name !== undefined).sort();
}

function removeOthers(folder, made) {
  if (!existsSync(join(dist, folder))) return;
  for (const entry of readdirSync(join(dist, folder), { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !made.has(relative(dist, path))) rmSync(path, { force: true });
  }
}

/** A server that runs, or another build at the same time, must never see half a file. */
function writeIfChanged(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

/** Builds a web application beside its old version and then puts it in that one's place. */
async function buildPages(part) {
  const { build: bundle } = await import("vite");
  const draft = join(dist, `.${part.name}-${process.pid}`);
  const old = `${draft}-old`;
  const clear = () => {
    for (const folder of [draft, old]) rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", clear);
  try {
    await bundle({ ...pagesConfig(part.name), build: { outDir: draft, emptyOutDir: true } });
    const target = join(dist, part.name);
    if (existsSync(target)) renameSync(target, old);
    renameSync(draft, target);
  } finally {
    process.off("exit", clear);
    clear();
  }
}

/** Returns what vite needs to know to build a web application. */
export function pagesConfig(name) {
  return {
    root: join(root, name),
    configFile: join(root, name, "vite.config.ts"),
    logLevel: "warn",
    clearScreen: false,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const quiet = process.argv.includes("--quiet");
  // Half a build is cleared away.
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => process.exit(1));
  const names = process.argv.slice(2).filter((word) => !word.startsWith("-"));
  try {
    await build((line) => quiet || console.log(line), names.length > 0 ? names : undefined);
    // Compilers keep helper processes; nothing is left to do.
    process.exit(0);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
