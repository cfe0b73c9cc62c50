import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Returns the folder with package.json; the sources and what is built from them lie at different depths. */
export function rootFolder(folder = dirname(fileURLToPath(import.meta.url))): string {
  return existsSync(join(folder, "package.json")) ? folder : rootFolder(dirname(folder));
}
