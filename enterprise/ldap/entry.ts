import type { Entry } from "ldapts";

/** One entry of the directory; attributes are found whatever their case. */
export class DirectoryEntry {
  readonly dn: string;
  readonly #values = new Map<string, readonly (string | Buffer)[]>();

  constructor(entry: Entry) {
    this.dn = entry.dn;
    for (const [name, value] of Object.entries(entry)) {
      if (name === "dn") continue;
      this.#values.set(name.toLowerCase(), Array.isArray(value) ? value : [value]);
    }
  }

  /** The values of an attribute as texts; [] when there is none. */
  all(attribute: string): string[] {
    return this.#of(attribute).map((value) => cleaned(Buffer.isBuffer(value) ? value.toString("utf8") : value));
  }

  /** The first value that is not empty; '' when there is none. */
  first(attribute: string): string {
    return this.all(attribute).find((value) => value !== "") ?? "";
  }

  /** The values of an attribute as bytes. */
  bytes(attribute: string): Buffer[] {
    return this.#of(attribute).map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(value, "utf8")));
  }

  /** Names of the attributes the entry has, lower-case. */
  get names(): string[] {
    return [...this.#values].filter(([, values]) => values.length > 0).map(([name]) => name);
  }

  #of(attribute: string) {
    return attribute === "" ? [] : (this.#values.get(attribute.toLowerCase()) ?? []);
  }
}

/** Without what the database cannot keep or nobody should see: control characters, halves of characters. */
const cleaned = (text: string) =>
  text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, " ")
    .trim();
