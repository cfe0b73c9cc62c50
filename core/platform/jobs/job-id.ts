import { createHash } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** The id of the API (26 characters) for the id the queue keeps (a UUID). */
export function idOfUuid(uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll("-", "")}`);
  let id = "";
  for (let n = 0; n < 26; n++) {
    id = ALPHABET[Number(rest & 31n)] + id;
    rest >>= 5n;
  }
  return id;
}

/** The other way round; undefined for an id that is not of a job. */
export function uuidOfId(id: string): string | undefined {
  let value = 0n;
  for (const character of id) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    value = (value << 5n) | BigInt(digit);
  }
  return id.length === 26 && value >> 128n === 0n ? format(value.toString(16).padStart(32, "0")) : undefined;
}

/** Always the same UUID for the same text. */
export const uuidOfText = (text: string): string =>
  format(createHash("sha256").update(text).digest("hex").slice(0, 32));

const format = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
