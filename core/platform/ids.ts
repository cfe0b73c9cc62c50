import { createHash, randomBytes, randomFillSync } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

const RANDOM_PER_ID = 16;
// Asking the generator for many bytes at once costs as much as asking for a few.
const random = Buffer.alloc(256 * RANDOM_PER_ID);
let used = random.length;

/**
 * A new identifier: 26 characters of lower-case base 32. The first 10 are the time in milliseconds, so that rows made
 * together lie together in an index; the other 16 are 80 random bits.
 */
export function newId(now = Date.now()): string {
  let id = "";
  for (let shift = 9; shift >= 0; shift--) id += ALPHABET[Math.floor(now / 32 ** shift) % 32];
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  for (const end = used + RANDOM_PER_ID; used < end; used++) id += ALPHABET[(random[used] as number) & 31];
  return id;
}

/** A secret of 26 characters with 130 random bits: session tokens, invitation ids. Never time-ordered. */
export function newSecret(): string {
  let secret = "";
  for (const byte of randomBytes(26)) secret += ALPHABET[byte & 31];
  return secret;
}

/** Whether a text has the form of an identifier. */
export function isId(text: unknown): text is string {
  return typeof text === "string" && /^[a-z0-9]{26}$/.test(text);
}

/** What is stored of a secret: SHA-256, which random secrets need no more than, in base 64 for URLs. */
export const hashOfSecret = (secret: string): string => createHash("sha256").update(secret).digest("base64url");
