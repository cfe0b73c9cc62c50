import { execFileSync } from "node:child_process";
import { createPublicKey, randomBytes, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrowserSecrets } from "../../core/features/push/browser-secrets.fixture.js";
import type { Person } from "./people.js";
import type { TestServer } from "./server.js";
import { until } from "./until.js";

/** Makes a certificate for 127.0.0.1 that only those trust who are given it. */
function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "courtyard-tls-"));
  try {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"];
    const name = [
      "-subj",
      "/CN=push.test",
      "-addext",
      "subjectAltName=DNS:push.test,DNS:web.push.apple.com,IP:127.0.0.1",
    ];
    execFileSync("openssl", ["req", "-x509", ...key, "-out", "cert.pem", "-days", "2", ...name], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    return { key: read("key.pem"), cert: read("cert.pem") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a browser was told, read, and what the push service saw of it. */
export interface Told {
  browser: string;
  headers: Record<string, string>;
  size: number;
  payload: Record<string, any>;
}

export interface PushAnswer {
  status: number;
  headers?: Record<string, string>;
}

/** A browser that subscribed: its address at the push service, and what it can read with. */
export interface TestBrowser {
  name: string;
  endpoint: string;
  secrets: BrowserSecrets;
}

/**
 * A push service of a browser's maker for tests, on loopback: checks what real ones check (the proof of the sender, of
 * whom it is, the encoding, the size), reads each message as the browser it is for, and answers as told.
 */
export class TestPushService {
  readonly told: Told[] = [];
  /** Everything that was asked of it, refused or not. */
  requests = 0;
  readonly faults: string[] = [];
  answer: (browser: string) => PushAnswer = () => ({ status: 201 });
  readonly #browsers = new Map<string, TestBrowser>();
  readonly tls = certificate();
  #server!: Server;
  port = 0;
  /** The key of the server that browsers subscribed with. */
  serverKey = "";

  static async open(): Promise<TestPushService> {
    const service = new TestPushService();
    await service.listen();
    return service;
  }

  /** Listens (again), at the same port when it had one. */
  async listen(): Promise<void> {
    this.#server = createServer(this.tls, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", async () => {
        this.requests++;
        const headers = request.headers as Record<string, string>;
        const { status, headers: more } = await this.#take(request.url ?? "", headers, Buffer.concat(chunks));
        response.writeHead(status, more).end();
      });
    });
    await new Promise<void>((resolve) => this.#server.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
  }

  async #take(url: string, headers: Record<string, string>, body: Buffer): Promise<PushAnswer> {
    const browser = this.#browsers.get(url);
    if (!browser) return { status: 404 };
    const fault = this.#fault(headers, body);
    if (fault) {
      this.faults.push(fault);
      return { status: 400 };
    }
    const answer = this.answer(browser.name);
    if (answer.status !== 201) return answer;
    const payload = JSON.parse((await browser.secrets.decrypt(body)).toString("utf8"));
    this.told.push({ browser: browser.name, headers, size: body.length, payload });
    return answer;
  }

  /** What a push service would refuse. */
  #fault(headers: Record<string, string>, body: Buffer): string {
    if (headers["content-encoding"] !== "aes128gcm") return "encoding";
    if (body.length > 4096) return `a body of ${body.length} bytes`;
    if (!/^\d+$/.test(headers.ttl ?? "")) return "TTL";
    if (!["very-low", "low", "normal", "high"].includes(headers.urgency ?? "")) return "urgency";
    if (headers.topic !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(headers.topic)) return "topic";
    const [, head = "", claims = "", mark = "", key] =
      /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(headers.authorization ?? "") ?? [];
    if (key !== this.serverKey) return "another key than the browser subscribed with";
    const point = Buffer.from(key, "base64url");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
    const publicKey = createPublicKey({
      key: { kty: "EC", crv: "P-256", x: x as string, y: y as string },
      format: "jwk",
    });
    const signature = Buffer.from(mark, "base64url");
    if (!verify("sha256", Buffer.from(`${head}.${claims}`), { key: publicKey, dsaEncoding: "ieee-p1363" }, signature))
      return "signature";
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString());
    if (aud !== new URL(`https://${headers.host}`).origin) return `audience ${aud}`;
    const left = exp - Date.now() / 1000;
    if (left <= 0 || left > 24 * 3600) return `expiry in ${left} s`;
    if (sub !== undefined && !/^(https:|mailto:)/.test(sub)) return `contact ${sub}`;
    return "";
  }

  /** Makes a browser somebody could subscribe with. */
  browser(name: string, host = "127.0.0.1"): TestBrowser {
    const path = `/push/${name}-${randomBytes(6).toString("hex")}`;
    const made = { name, endpoint: `https://${host}:${this.port}${path}`, secrets: new BrowserSecrets() };
    this.#browsers.set(path, made);
    return made;
  }

  /** Switches notifications on in a new browser, with the session of a person. */
  async subscribe(person: Person, name: string, host?: string): Promise<TestBrowser & { id: string }> {
    this.serverKey = (await person.get("/courtyard/web_push/devices")).public_key;
    const made = this.browser(name, host);
    const { id } = await person.put("/courtyard/web_push/device", { endpoint: made.endpoint, keys: made.secrets.keys });
    return { ...made, id };
  }

  /** Waits until a browser was told something that passes. */
  next(browser: string, passes: (payload: Told["payload"]) => boolean = () => true): Promise<Told> {
    return until(
      () => this.told.find((one) => one.browser === browser && passes(one.payload)),
      () => `${browser} to be told; told were: ${JSON.stringify(this.told)}; faults: ${this.faults}`,
    );
  }

  /** What a browser was told of messages, after everything that was caused before has gone out. */
  async messagesTo(browser: string, server: TestServer): Promise<Told["payload"][]> {
    await this.settled(server);
    return this.told
      .filter((one) => one.browser === browser && one.payload.type === "message")
      .map((one) => one.payload);
  }

  /** Waits until no notification that was written down is on its way any more. */
  async settled(server: TestServer): Promise<void> {
    await server.app.push.noted();
    await until(() => server.sql("SELECT * FROM push_notifications WHERE state = 'queued'"), "all pushes to be sent", {
      within: 90_000,
      passes: (rows) => rows.length === 0,
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
