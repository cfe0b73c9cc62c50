import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  canonicalJson,
  keyId,
  type License,
  LicenseRefused,
  publicKeys,
  readLicense,
  writeLicense,
} from "./license-key.js";

const pair = generateKeyPairSync("ed25519");
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
const keys = publicKeys([pem(pair.publicKey)]);
const license: License = {
  id: "01m83qehcjxwnrxeh91cqjkkbq",
  customer: { id: "c-1", name: "Bäckerei & Söhne", email: "it@example.org" },
  edition: "enterprise",
  capabilities: ["ldap", "saml"],
  seats: 25,
  issued_at: 1_764_460_800_000,
  starts_at: 1_764_460_800_000,
  expires_at: 1_795_996_800_000,
  trial: false,
};

/** A file around any content, rightly signed. */
function signed(content: Record<string, unknown>): string {
  const signature = sign(null, Buffer.from(canonicalJson(content)), pair.privateKey).toString("hex");
  return `${JSON.stringify(JSON.parse(canonicalJson({ ...content, signature })), null, 2)}\n`;
}

describe("licence files", () => {
  const text = writeLicense(license, pair.privateKey);
  const refused = (changed: string, why: RegExp, known = keys) =>
    assert.throws(
      () => readLicense(changed, known),
      (error: Error) => error instanceof LicenseRefused && why.test(error.message),
    );

  it("are read as they were written, with or without the last line feed", () => {
    assert.deepEqual(readLicense(text, keys), license);
    assert.deepEqual(readLicense(text.slice(0, -1), keys), license);
  });

  it("are refused when any byte is another", () => {
    const bytes = Buffer.from(text);
    let accepted = 0;
    for (let at = 0; at < bytes.length; at++) {
      // Every bit on its own, and the changes that JSON or hexadecimal would forgive.
      for (const flip of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] as number) ^ flip;
        try {
          readLicense(changed.toString(), keys);
          accepted++;
        } catch (error) {
          assert.ok(error instanceof LicenseRefused, String(error));
        }
      }
    }
    assert.equal(accepted, 0);
  });

  it("are refused when something is left out, put in, or written another way", () => {
    for (let length = 0; length < text.length - 1; length += 7) refused(text.slice(0, length), /./);
    refused(text.replaceAll("\n", "\r\n"), /changed/);
    refused(JSON.stringify(JSON.parse(text)), /changed/);
    refused(`${text} `, /changed/);
    refused(text.replace('{\n  "format"', '{\n  "note": "hello",\n  "format"'), /changed/);
    refused(text.replace('"seats": 25', '"seats": 25,\n    "seats": 9000'), /changed/);
  });

  it("are refused when they are signed with another key, or not at all", () => {
    const other = generateKeyPairSync("ed25519");
    refused(writeLicense(license, other.privateKey), /does not know/);
    const disguised = writeLicense(license, other.privateKey).replace(keyId(other.publicKey), keyId(pair.publicKey));
    refused(disguised, /changed/);
    refused(text.replace(/"signature": ".*"/, `"signature": "${"0".repeat(128)}"`), /changed/);
    refused(text, /does not know/, publicKeys([]));
    refused(text, /does not know/, publicKeys([pem(other.publicKey)]));
  });

  it("are refused when they are rightly signed but make no sense", () => {
    const format = "courtyard-licence-1";
    const key = keyId(pair.publicKey);
    const wrong: [string, Record<string, unknown>][] = [
      ["seats", { seats: 0 }],
      ["seats", { seats: 2.5 }],
      ["seats", { seats: "many" }],
      ["expires_at", { expires_at: license.starts_at }],
      ["capabilities", { capabilities: "all" }],
      ["capabilities", { capabilities: ["__proto__"] }],
      ["customer", { customer: { id: "", name: " ", email: "" } }],
      ["edition", { edition: "team" }],
      ["trial", { trial: undefined }],
      ["extra", { extra: 1 }],
      ["id", { id: "short" }],
    ];
    for (const [name, change] of wrong) {
      const licence = JSON.parse(JSON.stringify({ ...license, ...change }));
      refused(signed({ format, key, licence }), new RegExp(`field .*${name}`));
    }
    refused(signed({ format: "courtyard-licence-2", key, licence: { ...license } }), /not a licence file/);
    refused(signed({ format, key, licence: null }), /field/);
  });

  it("need Ed25519", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    assert.throws(() => publicKeys([pem(rsa.publicKey)]), /Ed25519/);
  });
});
