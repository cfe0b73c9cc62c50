import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A site of somebody else, on loopback: tests let the server reach it by the setting for internal targets. */
export class Website {
  readonly pages = new Map<string, RequestListener>();
  /** Paths as they were asked for. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? "");
      const page = this.pages.get(request.url ?? "");
      if (page) page(request, response);
      else response.writeHead(404).end("nothing here");
    });
  }

  static async open(): Promise<Website> {
    const site = new Website();
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Puts something at a path; returns its address. */
  put(path: string, body: string | Buffer, type = "text/html; charset=utf-8"): string {
    this.pages.set(path, (_request, response) => void response.writeHead(200, { "content-type": type }).end(body));
    return `${this.url}${path}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
