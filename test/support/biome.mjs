// Runs biome from the package of this platform: `node test/support/biome.mjs check .`
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Returns the path of the biome program, or undefined where it is not installed. */
export function findBiome() {
  try {
    return createRequire(import.meta.url).resolve(`@biomejs/cli-${process.platform}-${process.arch}/biome`);
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const program = findBiome();
  if (program === undefined) {
    console.log(`biome is not installed for ${process.platform}-${process.arch}: skipped`);
  } else {
    process.exitCode = spawnSync(program, process.argv.slice(2), { stdio: "inherit" }).status ?? 1;
  }
}
