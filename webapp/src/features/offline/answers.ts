import { signal } from "@preact/signals";
import { client, statusOf } from "../../lib/client.js";
import { connection } from "../status/store.js";
import { keep, kept } from "./kept.js";

/** Something on screen was taken from what this browser keeps, and may be old. */
export const showsKept = signal(false);

const ID = "[a-z0-9]{26}";
const WHO = `(?:me|${ID})`;
/** The answers without which the app cannot open: who one is, where one belongs, how it looks. */
const WANTED = new RegExp(
  `^/(?:${[
    "config/client",
    "license/client",
    "roles/names",
    `users/${WHO}`,
    `users/${WHO}/preferences`,
    `users/${WHO}/teams`,
    `users/${WHO}/teams/members`,
    `users/${WHO}/teams/${ID}/channels`,
    `users/${WHO}/teams/${ID}/channels/members`,
    `users/${WHO}/teams/${ID}/channels/categories`,
    `channels/${ID}/bookmarks`,
    `channels/${ID}/stats`,
  ].join("|")})$`,
);
/** Calls that read although they are sent as POST: what they ask for is in the body. */
const ASKING_POSTS = /^\/roles\/names$/;
/** What stands before the server answers for it while it is away. */
const AWAY = new Set([0, 502, 503, 504]);
/** A server that is slower than this is as good as away. */
const PATIENCE_MS = 6000;

/** Answers that this page has had from the server: what is in memory is never replaced by what is older. */
const fresh = new Set<string>();

type Answer = { data: unknown };
type Options = { method?: string; body?: unknown };
type Fetcher = { doFetchWithResponse(url: string, options: Options): Promise<Answer> };

/** The name under which the answer to a call is kept, or undefined when it is not. */
export function answerName(url: string, { method = "get", body }: Options, base: string): string | undefined {
  if (!url.startsWith(base)) return undefined;
  const rest = url.slice(base.length);
  const [path = ""] = rest.split("?");
  if (!WANTED.test(path)) return undefined;
  if (method.toLowerCase() === "get") return `answer${rest}`;
  if (method.toLowerCase() !== "post" || !ASKING_POSTS.test(path)) return undefined;
  return `answer${rest} ${[...(JSON.parse(String(body)) as string[])].sort().join(",")}`;
}

/** From now on keeps the answers the app needs to open, and gives them when the server is away. Called once. */
export function keepAnswers(): void {
  const fetcher = client as unknown as Fetcher;
  const ask = fetcher.doFetchWithResponse;
  fetcher.doFetchWithResponse = (url, options) => {
    const name = answerName(url, options, client.getBaseRoute());
    return name ? askOrRemember(name, ask(url, options)) : ask(url, options);
  };
}

async function askOrRemember(name: string, asked: Promise<Answer>): Promise<Answer> {
  const answered = asked.then((answer) => {
    fresh.add(name);
    void keep(name, answer.data);
    return answer;
  });
  if (fresh.has(name)) return answered;
  try {
    const answer = await (connection.peek() === "online" ? answered : Promise.race([answered, patience()]));
    if (answer) return answer;
  } catch (error) {
    if (!AWAY.has(statusOf(error))) throw error;
  }
  const data = await kept(name);
  if (data === undefined) return answered;
  // It may still come: it is kept then, and shown with what else is fetched once there is a connection.
  answered.catch(() => {});
  showsKept.value = true;
  return { data };
}

const patience = () => new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
