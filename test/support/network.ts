import { connect, createServer, type Server, type Socket } from "node:net";

/** A port of this machine that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The network between a browser and a server, with a switch: off cuts what is open and refuses the rest. */
export class Network {
  readonly #sockets = new Set<Socket>();
  #on = true;

  private constructor(
    readonly server: Server,
    readonly url: string,
  ) {}

  /** Opens a way to a port of this machine. */
  static async to(target: number): Promise<Network> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const network = new Network(server, `http://127.0.0.1:${(server.address() as { port: number }).port}`);
    server.on("connection", (client) => network.#join(client, target));
    return network;
  }

  #join(client: Socket, target: number): void {
    if (!this.#on) {
      client.destroy();
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.pipe(client);
  }

  off(): void {
    this.#on = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  on(): void {
    this.#on = true;
  }

  async close(): Promise<void> {
    this.off();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
