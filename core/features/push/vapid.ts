import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { LRUCache } from "lru-cache";

const HOUR = 3_600_000;
/** Push services take a proof for a day at most; clocks differ. */
const VALID = 12 * HOUR;
const SERVICES = 200;

/** A new key pair: its private key, to be kept. */
export const newVapidKey = (): string =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/**
 * Proves to push services that a message comes from this server (RFC 8292), whose key each browser was told when it
 * subscribed.
 */
export class Vapid {
  readonly #key: KeyObject;
  /** The key browsers subscribe with: a point of P-256, base64url. */
  readonly publicKey: string;
  readonly #proofs = new LRUCache<string, string>({ max: SERVICES, ttl: VALID / 2 });

  constructor(pem: string) {
    this.#key = createPrivateKey(pem);
    const { x, y } = createPublicKey(this.#key).export({ format: "jwk" }) as { x: string; y: string };
    const point = [Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
    this.publicKey = Buffer.concat(point).toString("base64url");
  }

  /** The header `authorization` for a push service. `contact`: whom its operators may turn to, a URL; or ''. */
  header(origin: string, contact: string, now = Date.now()): string {
    const name = `${origin} ${contact}`;
    const known = this.#proofs.get(name);
    if (known) return known;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { aud: origin, exp: Math.floor((now + VALID) / 1000), ...(contact ? { sub: contact } : {}) };
    const text = `${part({ typ: "JWT", alg: "ES256" })}.${part(claims)}`;
    const signature = sign("sha256", Buffer.from(text), { key: this.#key, dsaEncoding: "ieee-p1363" });
    const header = `vapid t=${text}.${signature.toString("base64url")}, k=${this.publicKey}`;
    this.#proofs.set(name, header);
    return header;
  }
}
