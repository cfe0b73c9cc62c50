// What `npm run dev` runs: the server and both web applications, built anew and restarted when a source changes.
import { spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { build, pagesConfig } from "./build.mjs";
import { ensureInstalled, fail, root } from "./install.mjs";

const log = (line) => console.log(`[dev] ${line}`);
ensureInstalled(log);
await build(log, ["server"]).catch((error) => fail(error.message));

let server;
let ending = false;

function startServer() {
  const main = join(root, "dist/core/server/main.js");
  // In a group of its own: Ctrl-C reaches this process, which then stops the server in order.
  const child = spawn(process.execPath, ["--enable-source-maps", main, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    detached: true,
  });
  child.once("exit", (code) => {
    if (server !== child) return;
    server = undefined;
    if (!ending) log(`The server ended (code ${code}); it starts again at the next change`);
  });
  server = child;
}

async function stopServer() {
  const child = server;
  if (child === undefined) return;
  server = undefined;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

let timer;
let working = false;
let again = false;

async function rebuild() {
  if (working) {
    again = true;
    return;
  }
  working = true;
  do {
    again = false;
    try {
      await build(log, ["server"]);
      await stopServer();
      if (!ending) startServer();
    } catch (error) {
      // The old server stays; esbuild has shown where the mistake is.
      log(`Not built: ${error.message.split("\n")[0]}`);
    }
  } while (again && !ending);
  working = false;
}

function changed(_event, file) {
  if (file === null || !/\.(ts|json|txt)$/.test(file) || /\.test\.ts$/.test(file)) return;
  clearTimeout(timer);
  timer = setTimeout(rebuild, 150);
}

for (const folder of ["core", "enterprise", "migrations"]) {
  if (!existsSync(join(root, folder))) continue;
  const onChange = folder === "migrations" ? () => changed("", "x.ts") : changed;
  watch(join(root, folder), { recursive: true }, onChange);
}

async function watchPages(name) {
  if (!existsSync(join(root, name, "vite.config.ts"))) return;
  const { build: bundle } = await import("vite");
  const watcher = await bundle({
    ...pagesConfig(name),
    mode: "development",
    build: { outDir: join(root, "dist", name), emptyOutDir: true, watch: {} },
  });
  watcher.on("event", (event) => {
    if (event.code === "END") log(`${name} is built`);
    if (event.code === "ERROR") log(`${name}: ${event.error.message}`);
  });
}

async function end() {
  if (ending) return;
  ending = true;
  await stopServer();
  process.exit(0);
}
process.on("SIGINT", end);
process.on("SIGTERM", end);

startServer();
await Promise.all(["webapp", "admin-console"].map(watchPages));
