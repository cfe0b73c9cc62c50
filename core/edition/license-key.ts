import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a licence allows. Times are milliseconds since 1970. The format is described in `licenses/README.md`. */
export interface License {
  readonly id: string;
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
  readonly edition: "enterprise";
  readonly capabilities: readonly string[];
  /** People with an active account. */
  readonly seats: number;
  readonly issued_at: number;
  readonly starts_at: number;
  readonly expires_at: number;
  /** Given for trying out. */
  readonly trial: boolean;
}

const FORMAT = "courtyard-licence-1";
/** Licence files are small; more is not read. */
export const MAX_FILE_BYTES = 64 * 1024;

/** Why a licence file is refused; the text is for the administrator. */
export class LicenseRefused extends Error {}

/** JSON with sorted keys and no spaces: the same bytes for the same value, everywhere. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const pairs = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`);
    return `{${pairs.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Short name of a public key: the first 16 hexadecimal digits of the SHA-256 of its DER form. */
export function keyId(key: KeyObject): string {
  return createHash("sha256")
    .update(
      createPublicKey(key.type === "public" ? key.export({ type: "spki", format: "pem" }) : key).export({
        type: "spki",
        format: "der",
      }),
    )
    .digest("hex")
    .slice(0, 16);
}

/** Reads public keys in PEM form by their short names. @throws Error for one that is not Ed25519 */
export function publicKeys(pems: readonly string[]): Map<string, KeyObject> {
  const keys = pems.map((pem) => createPublicKey(pem));
  const wrong = keys.find((key) => key.asymmetricKeyType !== "ed25519");
  if (wrong) throw new Error(`Keys of licences are Ed25519, not ${wrong.asymmetricKeyType}.`);
  return new Map(keys.map((key) => [keyId(key), key]));
}

/** The public keys (PEM) of a folder; none when it does not exist. */
export function keysBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".pem"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
}

/** Writes the file of a licence, signed with a private key. @throws LicenseRefused when something is wrong with the licence */
export function writeLicense(license: License, privateKey: KeyObject): string {
  const checked = checkedLicense(license);
  const signed = { format: FORMAT, key: keyId(privateKey), licence: checked };
  const signature = sign(null, Buffer.from(canonicalJson(signed)), privateKey).toString("hex");
  return fileOf({ ...signed, signature });
}

/**
 * Reads a licence file. Every byte counts: a file that is not exactly what `writeLicense` would write is refused even
 * where the change means nothing. @throws LicenseRefused
 */
export function readLicense(text: string, keys: ReadonlyMap<string, KeyObject>): License {
  const file = parse(text);
  const { format, key, licence, signature } = file;
  if (format !== FORMAT) throw new LicenseRefused("It is not a licence file of this product.");
  const publicKey = typeof key === "string" ? keys.get(key) : undefined;
  if (!publicKey) throw new LicenseRefused("It is signed with a key this server does not know.");
  const altered = new LicenseRefused("It was changed after it was issued, or damaged on its way.");
  if (
    typeof signature !== "string" ||
    !/^[0-9a-f]{128}$/.test(signature) ||
    Object.keys(file).length !== 4 ||
    licence === undefined
  )
    throw altered;
  const exact = fileOf({ format, key, licence, signature });
  if (text !== exact && text !== exact.slice(0, -1)) throw altered;
  if (!verify(null, Buffer.from(canonicalJson({ format, key, licence })), publicKey, Buffer.from(signature, "hex")))
    throw altered;
  return checkedLicense(licence);
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new LicenseRefused("It is not a licence file of this product.");
}

/** The canonical file: readable, keys in order, one line feed at the end. */
function fileOf(file: Record<string, unknown>): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(file)), null, 2)}\n`;
}

const isTime = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < 253402300800000;
const isText = (value: unknown, max: number): value is string => typeof value === "string" && value.length <= max;

/** Checks the fields of a licence; returns exactly the known ones. @throws LicenseRefused that names the field */
function checkedLicense(value: unknown): License {
  const { id, customer, edition, capabilities, seats, issued_at, starts_at, expires_at, trial, ...others } = (value ??
    {}) as Record<string, unknown>;
  const { id: customerId, name, email, ...more } = (customer ?? {}) as Record<string, unknown>;
  const rules: [string, boolean][] = [
    ["id", isText(id, 26) && /^[a-z0-9]{26}$/.test(id)],
    [
      "customer",
      isText(customerId, 64) &&
        isText(name, 200) &&
        name.trim() !== "" &&
        isText(email, 200) &&
        Object.keys(more).length === 0,
    ],
    ["edition", edition === "enterprise"],
    [
      "capabilities",
      Array.isArray(capabilities) &&
        capabilities.length <= 200 &&
        capabilities.every((one) => isText(one, 64) && /^[a-z][a-z0-9-]*$/.test(one)),
    ],
    ["seats", Number.isSafeInteger(seats) && (seats as number) >= 1 && (seats as number) <= 100_000_000],
    ["issued_at", isTime(issued_at)],
    ["starts_at", isTime(starts_at)],
    ["expires_at", isTime(expires_at) && (expires_at as number) > (starts_at as number)],
    ["trial", typeof trial === "boolean"],
    [Object.keys(others).join(", "), Object.keys(others).length === 0],
  ];
  const wrong = rules.find(([, right]) => !right);
  if (wrong) throw new LicenseRefused(`The field ${wrong[0]} of the licence is not right.`);
  return value as License;
}
