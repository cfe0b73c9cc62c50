import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Config } from "../config/config.js";
import { section, text, toggle } from "../config/setting.js";
import type { Logger } from "../log.js";
import type { Metrics } from "../metrics.js";

const PORT = "(6553[0-5]|655[0-2]\\d|65[0-4]\\d{2}|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3})";

export const metricsSettings = section("MetricsSettings", {
  Enable: toggle({
    default: false,
    title: "Figures for Prometheus",
    help: "Figures of this server, for charts over weeks, at /metrics of the address below. The address people use never answers them.",
  }),
  ListenAddress: text({
    default: ":8067",
    title: "Listen on for figures",
    help: "A port alone, such as :8067, answers programs on the same machine only. Name an address of the machine, such as 10.0.0.5:8067, for a monitoring server elsewhere, or 0.0.0.0:8067 for all of them.",
    pattern: `^(\\[[0-9a-fA-F:.]+\\]|[^\\[\\]:\\s/]*):${PORT}$`,
  }),
  AccessToken: text({
    default: "",
    secret: true,
    title: "Token for figures",
    help: "Whoever asks for figures must send it as a Bearer token. Empty: whoever reaches that address gets them.",
    maxLength: 200,
  }),
});

/** How long (ms) after a failure the address is tried again: a server that was replaced may hold it for a while. */
const RETRY = 10_000;

/** Where an address like `:8067`, `10.0.0.5:8067` or `[::1]:8067` listens: on this machine alone, unless it is named. */
export function placeOf(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(":");
  const host = address.slice(0, at).replace(/^\[|\]$/g, "");
  return { host: host || "127.0.0.1", port: Number(address.slice(at + 1)) };
}

const REASONS: Record<string, string> = {
  EADDRINUSE: "another program uses that port",
  EACCES: "permission denied; ports below 1024 are for the system",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "this machine has no such address",
};

/** Answers figures for Prometheus on an address of their own, as the settings say at the time. */
export class MetricsListener {
  #server: Server | undefined;
  /** The address that is in use, or could not be; '' = none is wanted. */
  #address = "";
  #problem = "";
  #turn: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    readonly metrics: Metrics,
    readonly config: Config,
    readonly log: Logger,
  ) {}

  /** Why figures are not answered although they should be, in words for an administrator; '' = all is well. */
  get problem(): string {
    return this.#problem;
  }

  /** Listens if it is to, and follows the settings from then on; returns the function that ends it. Never fails. */
  async start(): Promise<() => Promise<void>> {
    const unfollow = this.config.onChange(() => void this.#follow());
    await this.#follow();
    return async () => {
      unfollow();
      this.#stopped = true;
      await this.#follow();
    };
  }

  /** One change after the other, so that two at once do not both listen. */
  #follow(): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#apply())
      .catch((error: Error) => this.log.error({ reason: error.message }, "figures do not follow the settings"));
    return this.#turn;
  }

  async #apply(): Promise<void> {
    clearTimeout(this.#retry);
    const { Enable, ListenAddress } = metricsSettings;
    const wanted = !this.#stopped && this.config.get(Enable);
    const address = wanted ? this.config.get(ListenAddress) || ListenAddress.default : "";
    if (address === this.#address && (this.#server || address === "")) return;
    await this.#close();
    if (address !== this.#address) this.#problem = "";
    this.#address = address;
    if (address) await this.#listen(address);
  }

  async #listen(address: string): Promise<void> {
    const { host, port } = placeOf(address);
    const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
      this.#answer(request, response).catch((error: Error) => {
        this.log.warn({ reason: error.message }, "figures not answered");
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    try {
      await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
      server.on("error", (error) => this.log.warn({ reason: error.message }, "listener for figures"));
      this.#server = server;
      this.#problem = "";
      this.log.info({ host, port }, "figures for Prometheus are answered");
    } catch (error) {
      this.#fail(address, error as NodeJS.ErrnoException);
    }
  }

  #fail(address: string, { code = "", message }: NodeJS.ErrnoException): void {
    const problem = `Figures for Prometheus cannot be answered on ${address}: ${REASONS[code] ?? message}.`;
    if (problem !== this.#problem) this.log.error({ address, code }, problem);
    this.#problem = problem;
    this.#retry = setTimeout(() => void this.#follow(), RETRY);
    this.#retry.unref();
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  async #answer({ method, url = "", headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const known = (method === "GET" || method === "HEAD") && url.split("?")[0] === "/metrics";
    if (!known) return void response.writeHead(404).end();
    if (!this.#mayWatch(headers.authorization))
      return void response.writeHead(401, { "WWW-Authenticate": "Bearer" }).end();
    const figures = await this.metrics.text();
    response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" }).end(figures);
  }

  #mayWatch(authorization = ""): boolean {
    const wanted = this.config.get(metricsSettings.AccessToken);
    if (wanted === "") return true;
    const digest = (value: string) => createHash("sha256").update(value).digest();
    return timingSafeEqual(digest(authorization), digest(`Bearer ${wanted}`));
  }
}
