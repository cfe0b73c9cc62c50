import { connect, createServer, type Server, type Socket } from "node:net";

/** A network between clients and a server that can be cut, for everybody or for one connection. */
export class CuttingProxy {
  readonly #pairs = new Map<number, { client: Socket; upstream: Socket }>();

  private constructor(
    readonly server: Server,
    readonly port: number,
  ) {}

  /** Opens a way to a port of this machine. */
  static async to(target: number): Promise<CuttingProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const proxy = new CuttingProxy(server, (server.address() as { port: number }).port);
    server.on("connection", (client) => proxy.#join(client, connect(target, "127.0.0.1")));
    return proxy;
  }

  #join(client: Socket, upstream: Socket): void {
    const port = client.remotePort ?? 0;
    this.#pairs.set(port, { client, upstream });
    client.pipe(upstream);
    upstream.pipe(client);
    for (const socket of [client, upstream]) socket.on("error", () => undefined);
    client.on("close", () => this.#pairs.delete(port));
    upstream.on("close", () => client.destroy());
  }

  /**
   * Cuts the connection a client opened from a port; what is on its way is lost. The server learns of it, or, when it
   * is `silent`, goes on sending to nobody for that long (ms).
   */
  cut(fromPort: number, silent = 0): void {
    const pair = this.#pairs.get(fromPort);
    if (!pair) return;
    pair.upstream.unpipe(pair.client);
    pair.client.unpipe(pair.upstream);
    pair.client.destroy();
    if (silent === 0) pair.upstream.destroy();
    else {
      pair.upstream.resume();
      setTimeout(() => pair.upstream.destroy(), silent);
    }
  }

  async close(): Promise<void> {
    for (const { client, upstream } of this.#pairs.values()) {
      client.destroy();
      upstream.destroy();
    }
    await new Promise((resolve) => this.server.close(resolve));
  }
}
