import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { CORE_API } from "../../core/edition/contract.js";
import { type License, writeLicense } from "../../core/edition/license-key.js";
import { type ModulePlace, sha256 } from "../../core/edition/module.js";
import { newId } from "../../core/platform/ids.js";
import { atExit } from "./at-exit.js";
import type { Answer, Person } from "./people.js";

const DAY = 86_400_000;
const pair = generateKeyPairSync("ed25519");

/** For `startTestServer({}, { licenseKeys: testKeys })`: the key pair of this run. */
export const testKeys = [pair.publicKey.export({ type: "spki", format: "pem" }).toString()];

/** A licence file signed with the key pair of this run: for a year, 100 seats, the capabilities given. */
export function aLicense(capabilities: readonly string[], more: Partial<License> = {}): string {
  const now = Date.now();
  const license: License = {
    id: newId(),
    customer: { id: "c1", name: "Example Ltd", email: "it@example.org" },
    edition: "enterprise",
    capabilities,
    seats: 100,
    issued_at: now - DAY,
    starts_at: now - DAY,
    expires_at: now + 365 * DAY,
    trial: false,
    ...more,
  };
  return writeLicense(license, pair.privateKey);
}

/** Uploads a licence the way clients do. */
export function uploadLicense(person: Person, content: string, path = "/license"): Promise<Answer> {
  const form = new FormData();
  form.append("license", new Blob([content]), "courtyard.licence");
  return person.send("POST", path, form);
}

/** A built module in a folder of its own; `remove` deletes it. */
export interface BuiltModule extends ModulePlace {
  readonly manifest: string;
  remove(): void;
}

/**
 * Builds a module into a temporary folder, with its manifest, the way the server's build does. It uses the core this
 * process runs, so that both know the same classes.
 */
export async function buildModule(
  source = resolve(import.meta.dirname, "../editions/example/index.ts"),
  capabilities: readonly string[] = ["ldap"],
): Promise<BuiltModule> {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [
      {
        name: "core stays outside",
        setup(setup) {
          setup.onResolve({ filter: /\/core\// }, ({ path, resolveDir }) => ({
            path: pathToFileURL(resolve(resolveDir, path.replace(/\.js$/, ".ts"))).href,
            external: true,
          }));
        },
      },
    ],
  });
  return writeModule(outputFiles[0]?.text ?? "", CORE_API, capabilities);
}

/** Puts the text of a module into a temporary folder, with its manifest. */
export function writeModule(text: string, coreApi = CORE_API, capabilities?: readonly string[]): BuiltModule {
  const folder = mkdtempSync(join(tmpdir(), "courtyard-module-"));
  writeFileSync(join(folder, "index.js"), text);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const digest = seal(folder, coreApi, capabilities);
  return { folder, manifest: digest, remove: atExit(() => rmSync(folder, { recursive: true, force: true })) };
}

/** Writes the manifest of a folder; returns its digest. */
export function seal(folder: string, coreApi = CORE_API, capabilities?: readonly string[]): string {
  const files = Object.fromEntries(
    ["index.js", "package.json"].map((file) => [file, sha256(readFileSync(join(folder, file)))]),
  );
  const text = JSON.stringify({ coreApi, capabilities, files });
  writeFileSync(join(folder, "manifest.json"), text);
  return sha256(text);
}
