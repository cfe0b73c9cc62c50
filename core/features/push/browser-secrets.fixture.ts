import { createECDH, randomBytes, webcrypto } from "node:crypto";

const { subtle } = webcrypto;

/** What a browser keeps of a subscription; its private key never leaves it. */
export class BrowserSecrets {
  readonly #pair = createECDH("prime256v1");
  readonly auth: Buffer;

  constructor(given?: { privateKey: Buffer; auth: Buffer }) {
    if (given) this.#pair.setPrivateKey(given.privateKey);
    else this.#pair.generateKeys();
    this.auth = given?.auth ?? randomBytes(16);
  }

  get keys(): { p256dh: string; auth: string } {
    return { p256dh: this.#pair.getPublicKey("base64url"), auth: this.auth.toString("base64url") };
  }

  /** Reads a message as browsers do (RFC 8188 and 8291), by WebCrypto. Fails when it was not meant for this browser. */
  async decrypt(message: Buffer): Promise<Buffer> {
    const salt = message.subarray(0, 16);
    const idLength = message.readUInt8(20);
    const sender = message.subarray(21, 21 + idLength);
    const record = message.subarray(21 + idLength);
    if (record.length > message.readUInt32BE(16)) throw new Error("more than one record");
    const own = this.#pair.getPublicKey();
    const jwk = {
      kty: "EC",
      crv: "P-256",
      x: own.subarray(1, 33).toString("base64url"),
      y: own.subarray(33).toString("base64url"),
      d: this.#pair.getPrivateKey().toString("base64url"),
    };
    const ecdh = { name: "ECDH", namedCurve: "P-256" };
    const privateKey = await subtle.importKey("jwk", jwk, ecdh, false, ["deriveBits"]);
    const publicKey = await subtle.importKey("raw", sender, ecdh, false, []);
    const shared = await subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256);
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), own, sender]);
    const secret = await derive(Buffer.from(shared), this.auth, info, 32);
    const key = await derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
    const iv = await derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
    const aes = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const padded = Buffer.from(await subtle.decrypt({ name: "AES-GCM", iv }, aes, record));
    const end = padded.findLastIndex((byte) => byte !== 0);
    if (padded[end] !== 2) throw new Error("not the last record");
    return padded.subarray(0, end);
  }
}

async function derive(secret: Buffer, salt: Buffer, info: Buffer, length: number): Promise<Buffer> {
  const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return Buffer.from(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, length * 8));
}
