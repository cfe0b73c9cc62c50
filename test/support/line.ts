import { connect, createServer, type Server, type Socket } from "node:net";
import type { DatabaseConnection } from "../../core/platform/database/embedded.js";

/**
 * A way to a database on which those who are connected can be left without any answer, as by a machine that is gone, or
 * lose just the answer to one thing.
 */
export class Line {
  readonly #pairs: [Socket, Socket][] = [];
  #fatal: { words: string; arrives: boolean; met(): void } | undefined;
  private constructor(
    readonly server: Server,
    readonly port: number,
  ) {}

  static async to({ host, port = 5432 }: DatabaseConnection): Promise<Line> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const line = new Line(server, (server.address() as { port: number }).port);
    server.on("connection", (near) => {
      const far = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
      line.#pairs.push([near, far]);
      for (const socket of [near, far]) socket.on("error", () => undefined);
      near.on("data", (chunk) => line.#watch(chunk, near, far));
      near.pipe(far);
      far.pipe(near);
    });
    return line;
  }

  /** Nothing passes any more on what is connected now; nobody is told. */
  hush(): void {
    for (const [near, far] of this.#pairs) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }

  /** The next time these words go to the database, it does what they say, and the connection breaks before its answer. */
  loseAnswerTo = (words: string): Promise<void> => this.#cut(words, true);

  /** The next time these words go to the database, the connection breaks before they arrive. */
  breakAt = (words: string): Promise<void> => this.#cut(words, false);

  #cut(words: string, arrives: boolean): Promise<void> {
    return new Promise((met) => {
      this.#fatal = { words, arrives, met };
    });
  }

  #watch(chunk: Buffer, near: Socket, far: Socket): void {
    const fatal = this.#fatal;
    if (!fatal || !chunk.includes(fatal.words)) return;
    this.#fatal = undefined;
    const cut = () => {
      near.destroy();
      far.destroy();
      fatal.met();
    };
    if (!fatal.arrives) return cut();
    far.unpipe(near);
    far.once("data", cut).resume();
  }

  /** How many connections there were so far. */
  get opened(): number {
    return this.#pairs.length;
  }

  close(): void {
    this.server.close();
    for (const socket of this.#pairs.flat()) socket.destroy();
  }
}
