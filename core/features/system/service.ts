import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { LicensePort } from "../../edition/license.js";
import type { ClientConfigPart } from "../../edition/ports/client-config.js";
import { statement } from "../../platform/database/database.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import type { Users } from "../users/index.js";
import { fixedClientKeys } from "./client-keys.js";
import { serviceSettings } from "./config.js";

/** The version of the wire protocol clients compare with; plain X.Y.Z. */
export const PROTOCOL_VERSION = "10.11.0";

const GET = statement("systems.get", "SELECT value FROM systems WHERE name = $1");
const ADD = statement("systems.add", "INSERT INTO systems (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING");

/** What this server is: its identity, its version, and the settings it tells clients. */
export class System {
  #diagnosticId = "";
  #signingKey = "";
  #privateKey: KeyObject | undefined;
  /** Whether notifications reach a device: "true", "false" or "unknown". */
  canNotify: (deviceId: string) => Promise<string> = async () => "false";
  readonly #clientParts: ClientConfigPart[] = [];

  constructor(
    readonly platform: Platform,
    readonly users: Users,
    readonly license: LicensePort,
    readonly editionParts: () => readonly ClientConfigPart[],
    readonly build: { number: string; hash: string },
  ) {}

  /** Reads the server's identity, making it at the first start. Clients know the server by it, so it never changes. */
  async load(): Promise<void> {
    this.#diagnosticId = await this.keep("DiagnosticId", newId);
    const pem = await this.keep("AsymmetricSigningKey", () =>
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    );
    this.#privateKey = createPrivateKey(pem);
    this.#signingKey = createPublicKey(pem).export({ type: "spki", format: "der" }).toString("base64");
  }

  /** The name clients and push proxies know this server by. */
  get diagnosticId(): string {
    return this.#diagnosticId;
  }

  /** A JSON Web Token (ES256) of this server; clients check it with the key of the client config. */
  sign(claims: Record<string, string>): string {
    if (!this.#privateKey) throw new Error("The server's identity has not been read yet.");
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "ES256", typ: "JWT" })}.${part(claims)}`;
    const signature = sign("sha256", Buffer.from(text), { key: this.#privateKey, dsaEncoding: "ieee-p1363" });
    return `${text}.${signature.toString("base64url")}`;
  }

  /** The value kept under a name for the life of the server; made once, by whichever node comes first. */
  async keep(name: string, make: () => string): Promise<string> {
    const { db } = this.platform;
    const found = await db.row<{ value: string }>(GET, [name]);
    if (found) return found.value;
    await db.run(ADD, [name, make()]);
    return ((await db.row<{ value: string }>(GET, [name])) as { value: string }).value;
  }

  /** Adds keys to what clients are told; later parts win. */
  addClientConfig(part: ClientConfigPart): void {
    this.#clientParts.push(part);
  }

  /** `GET /config/client`: every value a text. */
  async clientConfig(signedIn: boolean): Promise<Record<string, string>> {
    const { config } = this.platform;
    return {
      ...fixedClientKeys,
      ...config.forClients(signedIn),
      ...Object.assign({}, ...[...this.#clientParts, ...this.editionParts()].map((part) => part(signedIn))),
      Version: PROTOCOL_VERSION,
      BuildNumber: this.build.number,
      BuildHash: this.build.hash,
      BuildDate: "",
      BuildEnterpriseReady: "true",
      DiagnosticId: this.#diagnosticId,
      TelemetryId: this.#diagnosticId,
      DiagnosticsEnabled: "false",
      EnableReliableWebSockets: "true",
      EnableSignUpWithEmail: "true",
      MaxPostSize: "16383",
      AsymmetricSigningPublicKey: this.#signingKey,
      NoAccounts: String(await this.users.isEmpty()),
    };
  }

  /** Text of the X-Version-Id header: protocol version, build, fingerprint of the settings, whether licensed. */
  versionId(): string {
    this.#fingerprint ??= createHash("md5")
      .update(JSON.stringify(this.platform.config.forClients(true)))
      .digest("hex");
    return `${PROTOCOL_VERSION}.${this.build.number}.${this.#fingerprint}.${this.license.active}`;
  }
  #fingerprint: string | undefined;

  /** The settings changed: new fingerprint, and every client is told. */
  async changed(): Promise<void> {
    this.#fingerprint = undefined;
    this.platform.hub.publish({
      event: "config_changed",
      data: { config: await this.clientConfig(true) },
      audience: { everyone: true },
    });
  }

  siteUrl(): string {
    return this.platform.config.get(serviceSettings.SiteURL).replace(/\/+$/, "");
  }

  /** The state of the database and of the file storage: "OK" or "UNHEALTHY". */
  async health(): Promise<{ database_status: string; filestore_status: string }> {
    const [database, files] = await Promise.allSettled([this.platform.db.ping(), this.platform.files.test()]);
    return {
      database_status: database.status === "fulfilled" ? "OK" : "UNHEALTHY",
      filestore_status: files.status === "fulfilled" && files.value.ok ? "OK" : "UNHEALTHY",
    };
  }
}
