import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { freePort } from "./network.js";
import { launch, type ServerProcess, temporaryFolder } from "./process.js";

/** A connection to the PostgreSQL that a built server keeps in a data folder. Not connected yet. */
export function databaseOf(data: string): Client {
  const folder = join(data, "postgres");
  const password = readFileSync(join(folder, "courtyard.password"), "utf8").trim();
  const client = new Client({ host: folder, user: "courtyard", database: "courtyard", password });
  client.on("error", () => undefined);
  return client;
}

/** The built server as a process of its own with its own PostgreSQL, which can be killed and started again at the same address. */
export class LiveServer {
  readonly #folder = temporaryFolder();
  readonly data = join(this.#folder.path, "data");
  process!: ServerProcess;

  private constructor(
    readonly port: number,
    readonly environment: NodeJS.ProcessEnv,
    readonly prefix: string[],
  ) {}

  /** Starts a server with an empty database. `prefix` is a command that runs it. */
  static async start(environment: NodeJS.ProcessEnv = {}, prefix: string[] = []): Promise<LiveServer> {
    const server = new LiveServer(await freePort(), environment, prefix);
    await server.launch();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The id of the server's process. */
  get pid(): number {
    return this.process.child.pid as number;
  }

  /** The id of the process at the head of PostgreSQL. */
  get postmaster(): number {
    return Number(readFileSync(join(this.data, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
  }

  /** Starts the server (again) and waits until it answers. */
  async launch(): Promise<void> {
    const words = ["--port", String(this.port), "--data", this.data];
    this.process = launch(words, { env: this.environment, prefix: this.prefix });
    await this.process.ready;
  }

  /** Ends the server at once, as a power cut would; its PostgreSQL lives on. */
  async kill(): Promise<void> {
    this.process.child.kill("SIGKILL");
    await this.process.exit;
  }

  /** Rows of a statement on its database. */
  async sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = databaseOf(this.data);
    await client.connect();
    try {
      return (await client.query(text, values)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    this.process.child.kill("SIGTERM");
    await this.process.exit;
    this.#folder.remove();
  }
}
