import type { ErrorBody } from "../../core/api/errors.js";
import { until } from "./until.js";

/** An answer of the API, read. */
export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

/** Somebody who uses the API: with a session token, or without one. */
export class Person {
  constructor(
    readonly url: string,
    readonly token = "",
    readonly id = "",
    readonly username = "",
    readonly password = "",
  ) {}

  /** Sends a request; a body that is no text, bytes or form is sent as JSON. */
  async send<T = any>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const raw =
      body === undefined ||
      typeof body === "string" ||
      body instanceof Uint8Array ||
      body instanceof FormData ||
      body instanceof ReadableStream;
    const response = await fetch(
      this.url +
        (path.startsWith("/") && !path.startsWith("/api") && !path.startsWith("/files") ? `/api/v4${path}` : path),
      {
        method,
        redirect: "manual",
        headers: {
          ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
          ...(raw ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
        ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
      } as RequestInit,
    );
    const type = response.headers.get("content-type") ?? "";
    const read =
      response.status === 304
        ? undefined
        : type === "application/json"
          ? await response.json()
          : /^text\//.test(type)
            ? await response.text()
            : Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, body: read as T };
  }

  /** Sends a request that must succeed; returns its body. */
  async call<T = any>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send<T>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  get = <T = any>(path: string) => this.call<T>("GET", path);
  post = <T = any>(path: string, body: unknown = {}) => this.call<T>("POST", path, body);
  put = <T = any>(path: string, body: unknown = {}) => this.call<T>("PUT", path, body);
  delete = <T = any>(path: string) => this.call<T>("DELETE", path);

  /** Sends a request that must fail; returns its error. */
  async fails(method: string, path: string, body?: unknown): Promise<ErrorBody> {
    const answer = await this.send<ErrorBody>(method, path, body);
    if (answer.status < 400)
      throw new Error(`${method} ${path} succeeded with ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

const PASSWORD = "correct horse battery";

/** Somebody without an account. */
export const stranger = (server: { url: string }) => new Person(server.url);

/** Signs an existing account in. */
export async function signIn(server: { url: string }, login: string, password = PASSWORD): Promise<Person> {
  const answer = await new Person(server.url).send("POST", "/users/login", { login_id: login, password });
  if (answer.status !== 200) throw new Error(`sign-in of ${login}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return new Person(server.url, answer.headers.get("token") ?? "", answer.body.id, answer.body.username, password);
}

/** Creates the first account of a server, its administrator, and signs it in. */
export async function anAdmin(server: { url: string }, username = "ada"): Promise<Person> {
  await new Person(server.url).post("/users", { username, email: `${username}@example.org`, password: PASSWORD });
  return signIn(server, username);
}

/** Creates an account (by an administrator's hand) and signs it in. */
export async function aUser(admin: Person, username: string, profile: Record<string, unknown> = {}): Promise<Person> {
  await admin.post("/users", { username, email: `${username}@example.org`, password: PASSWORD, ...profile });
  return signIn(admin, username);
}

/** A bot that a person makes and answers for, with a token of its own. */
export async function aBot(owner: Person, username: string): Promise<Person> {
  const bot = await owner.post<{ user_id: string }>("/bots", { username, display_name: username });
  const { token } = await owner.post<{ token: string }>(`/users/${bot.user_id}/tokens`, { description: "work" });
  return new Person(owner.url, token, bot.user_id, username);
}

/** A team made by a person, who becomes its administrator. */
export async function aTeam(owner: Person, name: string, type: "O" | "I" = "I") {
  return owner.post<{ id: string; name: string; invite_id: string }>("/teams", { name, display_name: name, type });
}

/** Adds people to a team. */
export async function join(owner: Person, team: { id: string }, ...people: Person[]): Promise<void> {
  for (const person of people) await owner.post(`/teams/${team.id}/members`, { team_id: team.id, user_id: person.id });
}

/** A channel; its maker is in it. `type` O = public, P = private. */
export async function aChannel(owner: Person, team: { id: string }, name: string, type: "O" | "P" = "O") {
  return owner.post<{ id: string; name: string; team_id: string }>("/channels", {
    team_id: team.id,
    name,
    display_name: name,
    type,
  });
}

/** Adds people to a channel. */
export async function add(owner: Person, channel: { id: string }, ...people: Person[]): Promise<void> {
  for (const person of people) await owner.post(`/channels/${channel.id}/members`, { user_id: person.id });
}

/** Adds people to a channel, and waits for the lines that tell of it there: they are written in the background. */
export async function addAndTell(owner: Person, channel: { id: string }, ...people: Person[]): Promise<void> {
  await add(owner, channel, ...people);
  const told = async () => {
    const { posts } = await owner.get<{ posts: Record<string, { props: { addedUserId?: string } }> }>(
      `/channels/${channel.id}/posts`,
    );
    return people.every(({ id }) => Object.values(posts).some(({ props }) => props.addedUserId === id));
  };
  await until(told, "the lines that tell who came");
}

/** The direct-message channel of two people. */
export const aDirect = (person: Person, other: Person) =>
  person.post<{ id: string }>("/channels/direct", [person.id, other.id]);

/** Writes a message. */
export const aPost = (person: Person, channel: { id: string }, message: string, more: Record<string, unknown> = {}) =>
  person.post<{
    id: string;
    create_at: number;
    message: string;
    root_id: string;
    channel_id: string;
    update_at: number;
  }>("/posts", { channel_id: channel.id, message, ...more });
