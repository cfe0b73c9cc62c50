// What `npm test` runs: install, build, type check, lint, then every suite, and a summary.
// `node test/run.mjs api browser` runs only the named suites; words that begin with "-" go to mocha.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { staleParts } from "../core/server/build.mjs";
import { ensureInstalled, fail, root } from "../core/server/install.mjs";
import { findBiome } from "./support/biome.mjs";
import { findPart, installParts } from "./support/parts.mjs";
import { endAll, processesBelow, signalAll } from "./support/processes.mjs";

const log = (line) => console.log(`\n== ${line}`);
/** Folders of the product whose tests stand beside the code, then those of test/ in the order of running. */
const productFolders = ["core", "licenses", "admin-console", "webapp", "enterprise"];
const firstSuites = ["api", "editions", "architecture", "compat", "browser", "faults"];
const notSuites = ["bench", "support"];
/** A suite that hangs must not hang the run. */
const longest = 30 * 60_000;

let interrupted = false;
/** Settles when everything that was interrupted has ended. */
let ending;
/** The process that keeps the PostgreSQL of all suites, while there is one: it is told to end after everything else. */
let keeper;

function parseWords(words) {
  const names = [];
  const options = [];
  for (let index = 0; index < words.length; index++) {
    if (!words[index].startsWith("-")) names.push(words[index]);
    else {
      options.push(words[index]);
      const takesValue = ["-g", "--grep", "-f", "--fgrep", "-t", "--timeout"].includes(words[index]);
      if (takesValue && index + 1 < words.length) options.push(words[++index]);
    }
  }
  return { names, options };
}

/** Returns all suites that have tests: their name and files. */
function findSuites() {
  const below = existsSync(join(root, "test")) ? readdirSync(join(root, "test"), { withFileTypes: true }) : [];
  const folders = below
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => !notSuites.includes(name));
  const order = (name) => (firstSuites.includes(name) ? firstSuites.indexOf(name) : firstSuites.length);
  folders.sort((a, b) => order(a) - order(b) || a.localeCompare(b));
  return [
    ...productFolders.map((name) => ({ name, files: testFiles(name) })),
    ...folders.map((name) => ({ name, files: testFiles(join("test", name)) })),
  ].filter((suite) => suite.files.length > 0);
}

function testFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((file) => /\.test\.tsx?$/.test(file) && !/(^|\/)node_modules\//.test(file))
    .map((file) => join(folder, file))
    .sort();
}

/** Runs a program to its end; returns its exit code. Begins nothing any more when the run was interrupted. */
function run(file, words, { env = {}, limit = longest } = {}) {
  if (interrupted) return Promise.resolve(1);
  const child = spawn(file, words, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  const timer = setTimeout(() => signalAll([child.pid, ...processesBelow(child.pid)], "SIGKILL"), limit);
  return new Promise((resolve) => {
    const end = (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    };
    child.once("error", (error) => {
      console.error(error.message);
      end(1);
    });
    child.once("exit", end);
  });
}

/** The summary of a check that ended with an exit code. */
function check(name, code) {
  return {
    name,
    passing: code === 0 ? 1 : 0,
    failing: code === 0 ? 0 : 1,
    skipped: [],
    failures: code === 0 ? [] : ["see above"],
  };
}

/** Builds what is out of date; says something in the summary only if that failed. */
async function build() {
  const stale = staleParts();
  if (stale.length === 0) return [];
  log(`Building ${stale.join(", ")}`);
  const code = await run(process.execPath, [join(root, "core/server/build.mjs"), "--quiet"]);
  return code === 0 ? [] : [check("build", code)];
}

/** Type check and lint; each gives one line of the summary. */
async function checks() {
  const results = [];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const projects = [
    ".",
    ...["enterprise", "admin-console"].filter((name) => existsSync(join(root, name, "tsconfig.json"))),
  ];
  log("Type check");
  const types = await run(process.execPath, [tsc, "-b", ...projects]);
  results.push(check("type check", types));
  log("Lint");
  const biome = findBiome();
  if (biome === undefined) {
    const reason = `biome is not there for ${process.platform}-${process.arch}`;
    results.push({ name: "lint", passing: 0, failing: 0, skipped: [[reason]], failures: [] });
  } else {
    const lint = await run(biome, ["check", "--error-on-warnings", "--max-diagnostics=50", "."]);
    results.push(check("lint", lint));
  }
  return results;
}

/** Starts the PostgreSQL that all suites share. */
async function startPostgres() {
  const child = spawn(process.execPath, ["--import=tsx", "test/support/shared-postgres.ts"], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  keeper = child;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const first = new Promise((resolve) => createInterface(child.stdout).once("line", resolve));
  const connection = await Promise.race([first, gone.then(() => undefined)]);
  if (connection === undefined) fail("The PostgreSQL for the tests did not start; its message is above.");
  return {
    connection,
    stop: () => {
      child.stdin.end();
      return gone;
    },
  };
}

async function runSuite(suite, options, connection, folder) {
  if (suite.name === "browser" && findPart("chromium") === undefined) {
    return {
      name: suite.name,
      passing: 0,
      failing: 0,
      skipped: [["the whole suite: chromium is not installed"]],
      failures: [],
    };
  }
  log(`Suite ${suite.name} (${suite.files.length} files)`);
  if (suite.name !== "browser") return runFiles(suite.name, suite.files, connection, folder, options);
  return runPatiently(suite, connection, folder, options);
}

/**
 * Runs each file of a suite by itself, and one that fails once more from its beginning: a browser on a machine that does
 * other work too is not always there in time. What passed only at the second try is said by name in the summary.
 */
async function runPatiently(suite, connection, folder, options) {
  const total = { name: suite.name, passing: 0, failing: 0, skipped: [], failures: [], again: [] };
  for (const file of suite.files) {
    if (interrupted) break;
    let result = await runFiles(suite.name, [file], connection, folder, options);
    if (result.failing > 0 && !interrupted) {
      log(`Once more: ${file}`);
      const first = result.failures;
      result = await runFiles(suite.name, [file], connection, folder, options);
      if (result.failing === 0) total.again.push(...first);
    }
    total.passing += result.passing;
    total.failing += result.failing;
    total.skipped.push(...result.skipped);
    total.failures.push(...result.failures);
  }
  return total;
}

/** Runs test files in one mocha; returns how many passed, failed and were skipped. */
async function runFiles(name, files, connection, folder, options) {
  const result = join(folder, `${name}.json`);
  rmSync(result, { force: true });
  const env = { COURTYARD_TEST_DATABASE: connection, COURTYARD_TEST_RESULT: result };
  const mocha = join(root, "node_modules/mocha/bin/mocha.js");
  const code = await run(process.execPath, [mocha, "--reporter=test/support/reporter.cjs", ...options, ...files], {
    env,
  });
  if (!existsSync(result)) {
    const failures = ["the suite ended before its tests did (see above)"];
    return { name, passing: 0, failing: 1, skipped: [], failures };
  }
  const figures = JSON.parse(readFileSync(result, "utf8"));
  // For example an error after the last test.
  if (code !== 0 && figures.failing === 0) {
    figures.failing = 1;
    figures.failures.push(`the suite ended with code ${code}`);
  }
  return { name, ...figures };
}

/** Prints what failed, what was skipped, the figures of each suite, and the totals as the last line. */
function summarise(results) {
  const sum = (pick) => results.reduce((total, result) => total + pick(result), 0);
  log("Summary");
  for (const { name, failures } of results) for (const title of failures) console.log(`failed   ${name}: ${title}`);
  for (const { name, again = [] } of results) for (const title of again) console.log(`again    ${name}: ${title}`);
  for (const { name, skipped } of results) {
    for (const paths of groupsOf(skipped)) {
      console.log(
        `skipped  ${name}: ${paths.length > 1 ? `${paths[0][0]} (${paths.length} tests)` : paths[0].join(" ")}`,
      );
    }
  }
  for (const { name, passing, failing, skipped } of results) {
    console.log(`${name.padEnd(14)} ${passing} passing, ${failing} failing, ${skipped.length} skipped`);
  }
  const failing = sum((result) => result.failing);
  console.log(
    `\n${sum((result) => result.passing)} passing, ${failing} failing, ${sum((result) => result.skipped.length)} skipped`,
  );
  return failing === 0;
}

/** Puts the tests of one outermost description together. */
function groupsOf(paths) {
  const groups = new Map();
  for (const path of paths) groups.set(path[0], [...(groups.get(path[0]) ?? []), path]);
  return groups.values();
}

async function main() {
  const { names, options } = parseWords(process.argv.slice(2));
  ensureInstalled(log, { development: true });
  const suites = findSuites();
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    fail(`There is no suite ${unknown.join(", ")}. There are: ${suites.map((suite) => suite.name).join(", ")}.`);
  }
  installParts(log);
  // Until here a signal ends the run at once.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, interrupt);
  const results = await build();
  if (names.length === 0) results.push(...(await checks()));
  if (!interrupted) results.push(...(await runSuites(suites, names, options)));
  await ending;
  const passed = summarise(results);
  if (interrupted) console.log("The run was interrupted.");
  process.exit(passed && !interrupted ? 0 : 1);
}

/** Runs the named suites, or all, on one PostgreSQL. */
async function runSuites(suites, names, options) {
  const results = [];
  const folder = mkdtempSync(join(tmpdir(), "courtyard-run-"));
  const postgres = await startPostgres();
  try {
    for (const suite of suites) {
      if (interrupted || (names.length > 0 && !names.includes(suite.name))) continue;
      results.push(await runSuite(suite, options, postgres.connection, folder));
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

/** Ends everything that was begun, in order; at a second signal by force. */
function interrupt(signal) {
  if (interrupted) {
    signalAll(processesBelow(process.pid), "SIGKILL");
    process.exit(1);
  }
  interrupted = true;
  log(`Ending on ${signal}`);
  ending = endAll(processesBelow(process.pid, keeper === undefined ? [] : [keeper.pid]));
}

await main();
