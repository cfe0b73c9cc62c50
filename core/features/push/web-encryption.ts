import { createCipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes } from "node:crypto";

/** The public key of a subscription and the secret shared with it, as the browser gives them: base64url. */
export interface BrowserKeys {
  p256dh: string;
  auth: string;
}

/** Largest message a push service must take, with everything around it, in bytes. */
export const MAX_MESSAGE = 4096;
const SALT = 16;
const POINT = 65;
/** Salt, record size, length of the key, key. */
const HEADER = SALT + 4 + 1 + POINT;
/** The mark of the end, and what AES-GCM adds. */
const AROUND = HEADER + 1 + 16;
/** Longest text that fits, bytes. */
export const MAX_TEXT = MAX_MESSAGE - AROUND;
/** Texts are filled up to a multiple of this, so that their size says little about them. */
const STEP = 256;

const derive = (secret: Buffer, salt: Buffer, info: Buffer | string, length: number) =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, length));

/** Whether the keys of a subscription can be used: a point of the curve P-256, and sixteen bytes. */
export function areBrowserKeys({ p256dh, auth }: BrowserKeys): boolean {
  // Node reads over signs that are no base64url; what is kept has none.
  if (![p256dh, auth].every((text) => /^[\w-]+$/.test(text))) return false;
  const point = Buffer.from(p256dh, "base64url");
  if (point.length !== POINT || point[0] !== 4 || Buffer.from(auth, "base64url").length !== SALT) return false;
  try {
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
    createPublicKey({ key: { kty: "EC", crv: "P-256", x: x as string, y: y as string }, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Encrypts a text for one browser (RFC 8291, `aes128gcm` of RFC 8188): one record, readable with the key the browser keeps
 * to itself. `chosen`: what is random otherwise, for tests. @throws RangeError for a text that is too long
 */
export function encryptFor(
  keys: BrowserKeys,
  text: Buffer,
  chosen: { salt?: Buffer; privateKey?: Buffer; padding?: number } = {},
): Buffer {
  if (text.length > MAX_TEXT) throw new RangeError(`A push message holds at most ${MAX_TEXT} bytes.`);
  const browserKey = Buffer.from(keys.p256dh, "base64url");
  const salt = chosen.salt ?? randomBytes(SALT);
  const own = keyPair(chosen.privateKey);
  const ownKey = own.getPublicKey();
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browserKey, ownKey]);
  const secret = derive(own.computeSecret(browserKey), Buffer.from(keys.auth, "base64url"), info, 32);
  const key = derive(secret, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = derive(secret, salt, "Content-Encoding: nonce\0", 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const padding = Buffer.alloc(chosen.padding ?? Math.min(-text.length & (STEP - 1), MAX_TEXT - text.length));
  const record = [cipher.update(text), cipher.update(Buffer.from([2])), cipher.update(padding), cipher.final()];
  const size = Buffer.alloc(5);
  size.writeUInt32BE(MAX_MESSAGE, 0);
  size.writeUInt8(POINT, 4);
  return Buffer.concat([salt, size, ownKey, ...record, cipher.getAuthTag()]);
}

function keyPair(privateKey: Buffer | undefined): ECDH {
  const pair = createECDH("prime256v1");
  if (privateKey) pair.setPrivateKey(privateKey);
  else pair.generateKeys();
  return pair;
}
