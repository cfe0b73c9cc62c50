import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atExit } from "./at-exit.js";
import { freePort } from "./network.js";
import { findPart } from "./parts.mjs";
import { until } from "./until.js";

/** Where an OpenLDAP server is; undefined where it is not installed. */
export const slapdPath = findPart("slapd");

export const SUFFIX = "dc=example,dc=org";
export const PEOPLE = `ou=people,${SUFFIX}`;
export const GROUPS = `ou=groups,${SUFFIX}`;
export const ROOT_DN = `cn=admin,${SUFFIX}`;
export const ROOT_PASSWORD = "directory secret";

/** Attributes of an entry; a Buffer is written as bytes. */
export type Attributes = Record<string, string | Buffer | readonly (string | Buffer)[]>;

export interface SlapdOptions {
  /** More lines for the database, such as `sizelimit 5`. */
  readonly database?: readonly string[];
  /** More lines for the whole server. */
  readonly server?: readonly string[];
  /** Ask clients for a certificate of the test authority. */
  readonly clientCertificates?: boolean;
}

const openssl = (folder: string, ...words: string[]) =>
  execFileSync("openssl", words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });

/** Makes an authority of its own and, signed by it, a certificate for a server (localhost, 127.0.0.1) and one for a client. */
export function makeCertificates(folder: string, name = "localhost"): void {
  const day = ["-days", "2"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(folder, "req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", ...day, "-subj", "/CN=Test authority");
  const signed = (kind: string, subject: string, extensions: string) => {
    openssl(folder, "req", ...key, "-keyout", `${kind}.key`, "-out", `${kind}.csr`, "-subj", subject);
    writeFileSync(join(folder, `${kind}.ext`), extensions);
    const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", `${kind}.ext`];
    openssl(folder, "x509", "-req", "-in", `${kind}.csr`, "-out", `${kind}.pem`, ...day, ...by);
  };
  signed("server", `/CN=${name}`, `subjectAltName=DNS:${name}${name === "localhost" ? ",IP:127.0.0.1" : ""}\n`);
  signed("client", "/CN=courtyard", "extendedKeyUsage=clientAuth\n");
}

/** A directory server on this machine's own address: empty but for its suffix, people and groups. */
export class Slapd {
  #child: ChildProcess | undefined;
  #output = "";

  private constructor(
    readonly folder: string,
    readonly port: number,
    readonly tlsPort: number,
  ) {}

  static async start(options: SlapdOptions = {}): Promise<Slapd> {
    const folder = mkdtempSync(join(tmpdir(), "courtyard-slapd-"));
    const slapd = new Slapd(folder, await freePort(), await freePort());
    mkdirSync(join(folder, "data"));
    makeCertificates(folder);
    writeFileSync(join(folder, "slapd.conf"), configuration(folder, options));
    await slapd.run();
    await slapd.load([
      [SUFFIX, { objectClass: ["dcObject", "organization"], dc: "example", o: "Example" }],
      [PEOPLE, { objectClass: "organizationalUnit", ou: "people" }],
      [GROUPS, { objectClass: "organizationalUnit", ou: "groups" }],
    ]);
    return slapd;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** A file of the certificates: `ca.pem`, `client.pem`, `client.key`. */
  file = (name: string) => join(this.folder, name);

  /** Starts it (again) with the data it has. */
  async run(): Promise<void> {
    const urls = `ldap://127.0.0.1:${this.port}/ ldaps://127.0.0.1:${this.tlsPort}/`;
    // -d keeps it in the foreground, so that it is ours to end.
    const words = ["-f", this.file("slapd.conf"), "-h", urls, "-d", "0"];
    const child = spawn(slapdPath as string, words, { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (this.#output += String(text)));
    const isUp = async () => {
      if (child.exitCode !== null) throw new Error(`slapd did not start: ${this.#output}`);
      return this.#answers();
    };
    await until(isUp, () => `slapd to start: ${this.#output}`, { every: 50 });
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, "127.0.0.1", () => resolve(true));
      socket.once("error", () => resolve(false)).once("connect", () => socket.destroy());
    });
  }

  /** Ends it; its data stays. */
  async halt(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(hard);
  }

  /** Makes it take connections and never answer, and answer again. */
  hang = () => void this.#child?.kill("SIGSTOP");
  wake = () => void this.#child?.kill("SIGCONT");

  async stop(): Promise<void> {
    await this.halt();
    this.remove();
  }

  readonly remove = atExit(() => {
    this.#child?.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  });

  /** Adds entries, the parents first. */
  async load(entries: readonly (readonly [dn: string, attributes: Attributes])[]): Promise<void> {
    await this.#tool("ldapadd", entries.map(([dn, attributes]) => ldif(dn, attributes)).join("\n"));
  }

  /** Replaces attributes of an entry; [] removes one. */
  async change(dn: string, attributes: Attributes): Promise<void> {
    const lines = Object.entries(attributes).flatMap(([name, values]) => [
      `replace: ${name}`,
      ...[values].flat().map((value) => line(name, value as string | Buffer)),
      "-",
    ]);
    await this.#tool("ldapmodify", `${line("dn", dn)}\nchangetype: modify\n${lines.join("\n")}\n`);
  }

  async delete(...dns: string[]): Promise<void> {
    await this.#tool("ldapmodify", dns.map((dn) => `${line("dn", dn)}\nchangetype: delete\n`).join("\n"));
  }

  /** Gives an entry another name in the same place. */
  async rename(dn: string, rdn: string): Promise<void> {
    await this.#tool("ldapmodify", `${line("dn", dn)}\nchangetype: modrdn\nnewrdn: ${rdn}\ndeleteoldrdn: 1\n`);
  }

  #tool(program: string, input: string): Promise<void> {
    const words = ["-x", "-H", `ldap://127.0.0.1:${this.port}`, "-D", ROOT_DN, "-w", ROOT_PASSWORD];
    return new Promise((resolve, reject) => {
      const child = spawn(program, words, { stdio: ["pipe", "ignore", "pipe"] });
      let problem = "";
      child.stderr.on("data", (text) => (problem += String(text)));
      child.once("error", reject);
      child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${program}: ${problem}`))));
      child.stdin.end(input);
    });
  }
}

/** A person of the directory: DN and attributes. The password is `<uid> password`. */
export function aPerson(uid: string, more: Attributes = {}): [string, Attributes] {
  return [
    `uid=${uid},${PEOPLE}`,
    {
      objectClass: "inetOrgPerson",
      uid,
      cn: uid,
      sn: "Example",
      mail: `${uid}@example.org`,
      employeeNumber: `n-${uid}`,
      userPassword: `${uid} password`,
      ...more,
    },
  ];
}

/** A group of the directory with the DNs of its members. */
export function aGroup(cn: string, members: readonly string[], more: Attributes = {}): [string, Attributes] {
  return [`cn=${cn},${GROUPS}`, { objectClass: "groupOfNames", cn, member: [...members], ...more }];
}

export const dnOf = (uid: string) => `uid=${uid},${PEOPLE}`;

const line = (name: string, value: string | Buffer) => `${name}:: ${Buffer.from(value).toString("base64")}`;

function ldif(dn: string, attributes: Attributes): string {
  const lines = Object.entries(attributes).flatMap(([name, values]) =>
    [values].flat().map((value) => line(name, value as string | Buffer)),
  );
  return `${line("dn", dn)}\n${lines.join("\n")}\n`;
}

function configuration(folder: string, options: SlapdOptions): string {
  return [
    ...["core", "cosine", "inetorgperson", "nis"].map((name) => `include /etc/ldap/schema/${name}.schema`),
    `pidfile ${folder}/slapd.pid`,
    `argsfile ${folder}/slapd.args`,
    "modulepath /usr/lib/ldap",
    "moduleload back_mdb",
    `TLSCACertificateFile ${folder}/ca.pem`,
    `TLSCertificateFile ${folder}/server.pem`,
    `TLSCertificateKeyFile ${folder}/server.key`,
    `TLSVerifyClient ${options.clientCertificates ? "demand" : "never"}`,
    ...(options.server ?? []),
    "database mdb",
    `suffix "${SUFFIX}"`,
    `rootdn "${ROOT_DN}"`,
    `rootpw "${ROOT_PASSWORD}"`,
    `directory ${folder}/data`,
    "maxsize 268435456",
    "dbnosync",
    "index objectClass eq",
    "index uid,mail,employeeNumber,member,cn eq,pres",
    "access to attrs=userPassword by anonymous auth by * none",
    "access to * by * read",
    "limits anonymous size=unlimited",
    ...(options.database ?? []),
  ].join("\n");
}
