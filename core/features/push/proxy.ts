import { type Outbound, OutboundError } from "../../platform/outbound/index.js";
import type { PushPayload } from "./payload.js";

export type ProxyAnswer = "ok" | "remove";

/** Why the proxy did not take a notification. `everybody`: it is away, so that the others need not be tried now. */
export class ProxyError extends Error {
  constructor(
    message: string,
    readonly everybody: boolean,
  ) {
    super(message);
    this.name = "ProxyError";
  }
}

const TIMEOUT = 10_000;

/** Speaks with a push proxy. */
export class PushProxy {
  constructor(
    readonly outbound: Outbound,
    readonly url: () => string,
  ) {}

  /** Hands a notification over. @throws ProxyError */
  async send(payload: PushPayload, timeoutMs = TIMEOUT): Promise<ProxyAnswer> {
    const { status, error } = await this.#post("send_push", payload, timeoutMs);
    if (status === "OK") return "ok";
    if (status === "REMOVE") return "remove";
    throw new ProxyError(error || "The push proxy refused the notification.", false);
  }

  /** Tells the proxy that a notification has arrived. @throws ProxyError */
  async acknowledge(receipt: Record<string, unknown>): Promise<void> {
    await this.#post("ack", receipt, TIMEOUT);
  }

  async #post(call: string, body: object, timeoutMs: number): Promise<{ status?: string; error?: string }> {
    const url = `${this.url().replace(/\/+$/, "")}/api/v1/${call}`;
    const answer = await this.outbound
      .request(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        timeoutMs,
        redirects: 0,
        maxBytes: 64 * 1024,
      })
      .catch((error) => {
        throw new ProxyError(error instanceof OutboundError ? error.message : "The push proxy gave no answer.", true);
      });
    if (answer.status >= 300)
      throw new ProxyError(`The push proxy answered ${answer.status}.`, answer.status >= 500 || answer.status === 429);
    try {
      const read: unknown = JSON.parse(answer.body.toString("utf8"));
      return read && typeof read === "object" ? (read as { status?: string }) : {};
    } catch {
      throw new ProxyError("The push proxy gave no proper answer.", true);
    }
  }
}
