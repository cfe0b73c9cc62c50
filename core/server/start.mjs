// What `npm start` runs. Plain JavaScript without dependencies: it installs and builds what is missing first.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildStale } from "./build.mjs";
import { ensureInstalled, fail, root } from "./install.mjs";

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  process.stdout.write(readFileSync(join(root, "core/server/usage.txt")));
} else {
  const log = (line) => console.log(line);
  ensureInstalled(log);
  if (!buildStale(log)) fail("The build failed; the reason is above. A clean checkout and `npm ci` usually mend it.");
  await import(pathToFileURL(join(root, "dist/core/server/main.js")).href);
}
