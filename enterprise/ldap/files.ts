import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { type Database, statement } from "../../core/platform/database/database.js";
import type { LdapOptions } from "./config.js";
import type { TlsFiles } from "./connection.js";
import { DirectoryError } from "./errors.js";

const GET = statement("configuration_files.get", "SELECT content FROM configuration_files WHERE name = $1");
const PUT = statement(
  "configuration_files.put",
  `INSERT INTO configuration_files (name, update_at, user_id, content) VALUES ($1, $2, $3, $4)
   ON CONFLICT (name) DO UPDATE SET update_at = $2, user_id = $3, content = $4`,
);
const DROP = statement("configuration_files.drop", "DELETE FROM configuration_files WHERE name = $1");

/** Names under which uploaded files are kept. */
export const UPLOADED = { public: "ldap-public.crt", private: "ldap-private.key" } as const;
export type FileKind = keyof typeof UPLOADED;

/** The files a directory's settings name: uploaded ones by name, others by their absolute path on the server. */
export class ConfigurationFiles {
  constructor(readonly db: Database) {}

  put = (name: string, content: string, userId: string) => this.db.run(PUT, [name, Date.now(), userId, content]);
  drop = (name: string) => this.db.run(DROP, [name]);

  /** Contents of the files for an encrypted connection. @throws DirectoryError that names the setting at fault */
  async forTls(options: LdapOptions): Promise<TlsFiles> {
    const [ca, cert, key] = await Promise.all([
      this.#read("certificate authority", options.CACertificateFile),
      this.#read("client certificate", options.PublicCertificateFile),
      this.#read("key of the client certificate", options.PrivateKeyFile),
    ]);
    if ((cert === undefined) !== (key === undefined))
      throw new DirectoryError("settings", "The client certificate and its key are needed together.");
    return { ca, cert, key };
  }

  async #read(title: string, name: string): Promise<string | undefined> {
    if (name === "") return undefined;
    const kept = await this.db.row<{ content: string }>(GET, [name]);
    if (kept) return kept.content;
    if (!isAbsolute(name)) throw new DirectoryError("settings", `The file of the ${title} was not uploaded.`);
    try {
      const text = await readFile(name, "utf8");
      if (text.includes("-----BEGIN ")) return text;
    } catch (error) {
      throw new DirectoryError("settings", `The file of the ${title} cannot be read.`, { cause: error });
    }
    throw new DirectoryError("settings", `The file of the ${title} is not PEM.`);
  }
}

/** Whether a text is a certificate, or a private key without a password. */
export function isPem(kind: FileKind, text: string): boolean {
  try {
    return kind === "public" ? new X509Certificate(text) !== undefined : createPrivateKey(text).type === "private";
  } catch {
    return false;
  }
}
