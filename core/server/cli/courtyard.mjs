#!/usr/bin/env node
// The command line of administrators. Plain JavaScript: it says what to do where nothing has been built yet.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const built = join(root, "dist/core/server/cli/main.js");
if (!existsSync(built)) {
  console.error("Courtyard has not been built here. Run npm start once, which builds it.");
  process.exit(1);
}
const { runCommand } = await import(pathToFileURL(built).href);
try {
  console.log(await runCommand(process.argv.slice(2), root));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
