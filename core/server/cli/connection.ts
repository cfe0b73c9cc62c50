import { request } from "node:http";

/** What went wrong, in a line for the person at the terminal. */
export class CommandError extends Error {
  /** The status of the server's answer; 0 when it was not the server who refused. */
  constructor(
    message: string,
    readonly status = 0,
  ) {
    super(message);
  }
}

/** Calls the API of the server that has this data folder, through its local socket. */
export class Connection {
  /** With the token of a session, calls are those of its person; without one, of the administrator of this machine. */
  constructor(
    readonly socketPath: string,
    readonly token = "",
  ) {}

  /** Signs somebody in; returns their connection. @throws CommandError with the server's own words */
  async signIn(login_id: string, password: string): Promise<Connection> {
    const bytes = JSON.stringify({ login_id, password });
    const answer = await this.#send("POST", "/api/v4/users/login", { type: "application/json", bytes });
    this.#answer(answer);
    return new Connection(this.socketPath, answer.token);
  }

  /** The body of the answer. @throws CommandError with the server's own words */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const content = body === undefined ? undefined : { type: "application/json", bytes: JSON.stringify(body) };
    return this.#answer(await this.#send(method, `/api/v4${path}`, content));
  }

  /** Sends a file as a form. @throws CommandError with the server's own words */
  async upload<T = unknown>(path: string, file: { field: string; name: string; content: Uint8Array }): Promise<T> {
    const form = new FormData();
    form.append(file.field, new Blob([file.content as Uint8Array<ArrayBuffer>]), file.name);
    const encoded = new Response(form);
    const bytes = Buffer.from(await encoded.arrayBuffer());
    return this.#answer(
      await this.#send("POST", `/api/v4${path}`, { type: encoded.headers.get("content-type") ?? "", bytes }),
    );
  }

  #answer<T>({ status, text }: { status: number; text: string }): T {
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch {
      throw new CommandError(`The server answered something unexpected (${status}).`);
    }
    if (status >= 300)
      throw new CommandError((answer as { message?: string }).message ?? `The server answered ${status}.`, status);
    return answer as T;
  }

  get = <T = unknown>(path: string) => this.call<T>("GET", path);
  post = <T = unknown>(path: string, body: unknown = {}) => this.call<T>("POST", path, body);
  put = <T = unknown>(path: string, body: unknown = {}) => this.call<T>("PUT", path, body);
  delete = <T = unknown>(path: string) => this.call<T>("DELETE", path);

  /** Everything of a list that comes in pages of 200. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let page = 0; ; page++) {
      const part = await this.get<T[]>(`${path}${path.includes("?") ? "&" : "?"}page=${page}&per_page=200`);
      items.push(...part);
      if (part.length < 200) return items;
    }
  }

  #send(
    method: string,
    path: string,
    content: { type: string; bytes: string | Buffer } | undefined,
  ): Promise<{ status: number; text: string; token: string }> {
    return new Promise((resolve, reject) => {
      const headers = {
        ...(content && { "Content-Type": content.type, "Content-Length": Buffer.byteLength(content.bytes) }),
        ...(this.token && { Authorization: `Bearer ${this.token}` }),
      };
      const sent = request({ socketPath: this.socketPath, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            token: String(response.headers.token ?? ""),
          }),
        );
      });
      sent.on("error", (error: NodeJS.ErrnoException) => {
        const why: Record<string, string> = {
          ENOENT: "No server runs on this data folder. Start it with npm start, or name another folder with --data.",
          ECONNREFUSED:
            "No server runs on this data folder. Start it with npm start, or name another folder with --data.",
          EACCES: "You may not administer this server from here. Run the command as the account the server runs as.",
        };
        reject(new CommandError(why[error.code ?? ""] ?? error.message));
      });
      sent.end(content?.bytes);
    });
  }
}
