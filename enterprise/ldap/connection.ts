import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { Client, Filter } from "ldapts";
import type { LdapOptions } from "./config.js";
import { DirectoryEntry } from "./entry.js";
import { DirectoryError, explain, resultCode, type Step } from "./errors.js";
import { type FilterKit, ldapts } from "./filters.js";

/** Contents (PEM) of the files the settings name. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface SearchOrder {
  readonly filter: Filter;
  readonly attributes: readonly string[];
  /** Attributes that hold bytes. */
  readonly binary?: readonly string[];
  readonly base?: string;
  readonly scope?: "base" | "sub";
}

/** Time to reach the directory (ms), whatever the limit of queries is. */
const REACH = 8_000;
/** Bytes of an answer that has not ended; more is no directory but a fault or an attack. */
const MAX_PENDING = 64 * 1024 * 1024;
const PAGE = 1_000;

/** A conversation with the directory. Every step throws DirectoryError. Whoever opens one closes it. */
export class Connection {
  #rejectLate: (error: Error) => void = () => {};
  readonly #late: Promise<never>;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly options: LdapOptions,
    readonly kit: FilterKit,
    readonly client: Client,
  ) {
    this.#late = new Promise((_, reject) => (this.#rejectLate = reject));
    this.#late.catch(() => {});
  }

  /** Reaches the directory, encrypts, and signs in with the bind name. `within` limits the whole conversation (ms). */
  static async open(options: LdapOptions, files: TlsFiles, within?: number): Promise<Connection> {
    const kit = await ldapts();
    const tls = tlsOptions(options, files);
    const host = options.LdapServer.replace(/^\[|\]$/g, "");
    const secure = options.ConnectionSecurity === "TLS";
    const query = options.QueryTimeout * 1000;
    const client = new kit.Client({
      url: `${secure ? "ldaps" : "ldap"}://${isIP(host) === 6 ? `[${host}]` : host}:${options.LdapPort}`,
      timeout: Math.min(query, within ?? query),
      connectTimeout: Math.min(query, within ?? REACH, REACH),
      ...(secure ? { tlsOptions: tls } : {}),
    });
    guard(client);
    const connection = new Connection(options, kit, client);
    if (within !== undefined) connection.#limit(within);
    try {
      if (options.ConnectionSecurity === "STARTTLS")
        await connection.#step("encryption", () => client.startTLS({ host, ...tls }));
      await connection.bind();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  #limit(within: number) {
    this.#timer = setTimeout(() => {
      this.#rejectLate(new DirectoryError("answer", "The directory did not answer in time."));
      this.close();
    }, within);
  }

  async #step<T>(step: Step, work: () => Promise<T>): Promise<T> {
    try {
      return await Promise.race([work(), this.#late]);
    } catch (error) {
      throw explain(step, error);
    }
  }

  /** Signs in with the bind name of the settings, or goes on without a name where there is none. */
  async bind(): Promise<void> {
    const { BindUsername: name, BindPassword: password } = this.options;
    if (name === "") return;
    // A directory takes a name without a password for nobody in particular, and agrees.
    if (password === "") throw new DirectoryError("bind", "The bind password is missing. Enter it again.");
    await this.#step("bind", () => this.client.bind(name, password));
  }

  /** Whether a password is that of an entry. The connection belongs to that entry afterwards: `bind` takes it back. */
  async isPassword(dn: string, password: string): Promise<boolean> {
    if (dn === "" || password === "" || password.includes("\0")) return false;
    try {
      await this.#step("bind", () => this.client.bind(dn, password));
      return true;
    } catch (error) {
      // Wrong, locked, without a password, not allowed now; anything else is a fault of the directory.
      if ([19, 48, 49, 50, 53].includes(resultCode((error as Error).cause) ?? -1)) return false;
      throw error;
    }
  }

  /** Up to `limit` entries. */
  async find(order: SearchOrder, limit: number): Promise<DirectoryEntry[]> {
    const { searchEntries } = await this.#step("search", () =>
      this.client.search(order.base ?? this.options.BaseDN, { ...this.#common(order), sizeLimit: limit }),
    );
    return searchEntries.map((entry) => new DirectoryEntry(entry));
  }

  /** All entries, page by page. An answer the directory cut off is an error and never taken for all there is. */
  async *pages(order: SearchOrder): AsyncGenerator<DirectoryEntry[]> {
    const paged = { pageSize: this.options.MaxPageSize || PAGE };
    const pages = this.client.searchPaginated(order.base ?? this.options.BaseDN, { ...this.#common(order), paged });
    for (;;) {
      const page = await this.#step("search", () => pages.next());
      if (page.done) return;
      yield page.value.searchEntries.map((entry) => new DirectoryEntry(entry));
    }
  }

  #common(order: SearchOrder) {
    return {
      filter: order.filter,
      scope: order.scope ?? ("sub" as const),
      attributes: [...new Set(order.attributes.filter(Boolean))],
      explicitBufferAttributes: [...(order.binary ?? [])],
      timeLimit: this.options.QueryTimeout,
    };
  }

  /** Ends the conversation; what is still waiting for an answer gets none. */
  close(): void {
    clearTimeout(this.#timer);
    this.#rejectLate(new DirectoryError("answer", "The conversation with the directory was ended."));
    this.client.unbind().catch(() => {});
  }
}

function tlsOptions(options: LdapOptions, files: TlsFiles): ConnectionOptions {
  const host = options.LdapServer.replace(/^\[|\]$/g, "");
  return {
    rejectUnauthorized: !options.SkipCertificateVerification,
    minVersion: "TLSv1.2",
    ...(isIP(host) ? {} : { servername: host }),
    ...(files.ca ? { ca: files.ca } : {}),
    ...(files.cert ? { cert: files.cert } : {}),
    ...(files.key ? { key: files.key } : {}),
  };
}

/**
 * The library reads answers inside the socket's own callback, where an error would end the process, and keeps what has
 * not ended without a limit. Whatever a directory sends must do neither.
 */
function guard(client: Client): void {
  const inner = client as unknown as {
    socketDataHandler: (data: Buffer) => void;
    messageParser: { buffer?: Buffer };
  };
  const read = inner.socketDataHandler;
  inner.socketDataHandler = (data) => {
    try {
      read(data);
      if ((inner.messageParser.buffer?.length ?? 0) <= MAX_PENDING) return;
    } catch {
      // As below.
    }
    client.unbind().catch(() => {});
  };
}
