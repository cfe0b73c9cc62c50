import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { capabilityNames } from "../core/edition/features.js";
import {
  keyId,
  keysBelow,
  type License,
  LicenseRefused,
  publicKeys,
  readLicense,
  writeLicense,
} from "../core/edition/license-key.js";
import { endOf, inForce, stateAt } from "../core/edition/license-state.js";
import { newId } from "../core/platform/ids.js";

const DAY = 86_400_000;
const ownKeys = fileURLToPath(new URL("./keys", import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

/** A mistake of whoever calls; the text is for them. */
class Usage extends Error {}

const options = {
  key: { type: "string" },
  keys: { type: "string" },
  customer: { type: "string" },
  "customer-id": { type: "string" },
  email: { type: "string" },
  seats: { type: "string" },
  capabilities: { type: "string" },
  starts: { type: "string" },
  expires: { type: "string" },
  days: { type: "string" },
  trial: { type: "boolean" },
  out: { type: "string" },
} as const;

type Values = { [K in keyof typeof options]?: (typeof options)[K]["type"] extends "boolean" ? boolean : string };

function needed(values: Values, name: "key" | "customer" | "seats"): string {
  const value = values[name];
  if (!value) throw new Usage(`--${name} is missing.`);
  return value;
}

/** Midnight (UTC) of a day like 2027-01-31, in ms. */
function dayOf(text: string, option: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new Usage(`--${option} must be a day like 2027-01-31.`);
  return time;
}

function wholeNumber(text: string, option: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Usage(`--${option} must be a whole number above 0.`);
  return Number(text);
}

function chosenCapabilities(text = "all"): string[] {
  if (text === "all") return [...capabilityNames].sort();
  const names = [...new Set(text.split(",").map((name) => name.trim()))].filter(Boolean).sort();
  const unknown = names.filter((name) => !capabilityNames.includes(name));
  if (unknown.length > 0)
    throw new Usage(`There is no ${unknown.join(", ")}. There are: ${capabilityNames.join(", ")}.`);
  return names;
}

function keypair(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  // "wx": a key that exists is never overwritten.
  const file = { mode: 0o600, flag: "wx" };
  writeFileSync(join(folder, "private.pem"), privateKey.export({ type: "pkcs8", format: "pem" }), file);
  writeFileSync(join(folder, "public.pem"), publicKey.export({ type: "spki", format: "pem" }), {
    ...file,
    mode: 0o644,
  });
  say(`Wrote the pair ${keyId(publicKey)} to ${folder}. Keep private.pem secret.`);
}

function issue(values: Values): void {
  const key = createPrivateKey(readFileSync(needed(values, "key")));
  const today = Math.floor(Date.now() / DAY) * DAY;
  const starts = values.starts ? dayOf(values.starts, "starts") : today;
  const license: License = {
    id: newId(),
    customer: { id: values["customer-id"] ?? "", name: needed(values, "customer"), email: values.email ?? "" },
    edition: "enterprise",
    capabilities: chosenCapabilities(values.capabilities),
    seats: wholeNumber(needed(values, "seats"), "seats"),
    issued_at: Date.now(),
    starts_at: starts,
    expires_at: values.expires
      ? dayOf(values.expires, "expires")
      : starts + wholeNumber(values.days ?? "365", "days") * DAY,
    trial: values.trial ?? false,
  };
  const text = writeLicense(license, key);
  if (values.out) writeFileSync(values.out, text, { flag: "wx" });
  else process.stdout.write(text);
}

const day = (time: number) => new Date(time).toISOString().slice(0, 10);

function inspect(file: string): void {
  const { key, licence } = JSON.parse(readFileSync(file, "utf8")) as { key: string; licence: License };
  say(`Licence      ${licence.id}${licence.trial ? " (trial)" : ""}`);
  say(
    `Customer     ${[licence.customer.name, licence.customer.email, licence.customer.id].filter(Boolean).join(", ")}`,
  );
  say(`Seats        ${licence.seats}`);
  say(`Allows       ${licence.capabilities.join(", ")}`);
  say(`Valid        ${day(licence.starts_at)} to ${day(licence.expires_at)}, active until ${day(endOf(licence))}`);
  say(`Issued       ${day(licence.issued_at)}, signed with ${key} (not verified here)`);
}

function verify(file: string, values: Values): number {
  try {
    const license = readLicense(readFileSync(file, "utf8"), publicKeys(keysBelow(values.keys ?? ownKeys)));
    const state = stateAt(license, Date.now());
    say(`The licence ${license.id} is genuine. State today: ${state}.`);
    return inForce(state) ? 0 : 2;
  } catch (error) {
    if (!(error instanceof LicenseRefused)) throw error;
    say(`Refused. ${error.message}`);
    return 1;
  }
}

/** Runs one command; returns the exit code. */
function main(words: string[]): number {
  const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true });
  const [command = "", place] = positionals;
  if (command === "issue") {
    issue(values);
    return 0;
  }
  if (!place || !["keypair", "inspect", "verify"].includes(command)) {
    throw new Usage("Commands: keypair <folder>, issue, inspect <file>, verify <file>. See licenses/README.md.");
  }
  if (command === "verify") return verify(place, values);
  if (command === "keypair") keypair(place);
  else inspect(place);
  return 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 64;
}
