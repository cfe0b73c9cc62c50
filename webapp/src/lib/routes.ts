/** What an address stands for. */
export type Route =
  | { page: "root" }
  | { page: "login" }
  | { page: "link"; token: string }
  | { page: "link-by-mail" }
  | { page: "signup"; inviteId: string; token: string }
  | { page: "forgot" }
  | { page: "reset"; token: string }
  | { page: "verify"; token: string }
  | { page: "create-team" }
  | { page: "select-team" }
  | { page: "team"; team: string }
  | { page: "channel"; team: string; channel: string }
  | { page: "messages"; team: string; who: string }
  | { page: "threads"; team: string; threadId: string }
  | { page: "permalink"; team: string; postId: string }
  | { page: "unknown" };

/** Ids go into the addresses of calls: anything else could lead to another call, in the name of whoever follows a link. */
const isId = (text: string) => /^[a-z0-9]{26}$/.test(text);

/** Names and addresses of mail have no slashes, and are more than dots. */
const isName = (text: string) => !/[/\\?#]/.test(text) && !/^\.+$/.test(text);

/** An invitation as it may stand in an address; '' for anything else. */
const wordIn = (text: string | null) => (text && /^[a-z0-9]+$/.test(text) ? text : "");

const RESERVED: Record<string, (query: URLSearchParams, rest: string[]) => Route> = {
  login: (q, rest) =>
    rest[0] === "one_time_link"
      ? { page: "link", token: q.get("t") ?? "" }
      : { page: rest[0] === "by_mail" ? "link-by-mail" : "login" },
  signup_user_complete: (q) => ({ page: "signup", inviteId: wordIn(q.get("id")), token: q.get("t") ?? "" }),
  signup_email: (q) => ({ page: "signup", inviteId: wordIn(q.get("id")), token: q.get("t") ?? "" }),
  reset_password: () => ({ page: "forgot" }),
  reset_password_complete: (q) => ({ page: "reset", token: q.get("token") ?? "" }),
  do_verify_email: (q) => ({ page: "verify", token: q.get("token") ?? "" }),
  create_team: () => ({ page: "create-team" }),
  select_team: () => ({ page: "select-team" }),
  _redirect: (_q, rest) =>
    rest[0] === "pl" && isId(rest[1] ?? "")
      ? { page: "permalink", team: "", postId: rest[1] as string }
      : { page: "unknown" },
};

/** Reads an address (path with query). */
export function parseRoute(url: string): Route {
  const parsed = new URL(url, "http://local");
  const parts = parsed.pathname.split("/").filter(Boolean).map(decode);
  const [first = "", section, name = "", more] = parts;
  if (!first) return { page: "root" };
  const reserved = Object.hasOwn(RESERVED, first) ? RESERVED[first] : undefined;
  if (reserved) return reserved(parsed.searchParams, parts.slice(1));
  if (!isName(first)) return { page: "unknown" };
  if (!section) return { page: "team", team: first };
  if (more) return { page: "unknown" };
  if (!isName(name.replace(/^@/, ""))) return { page: "unknown" };
  if (section === "channels" && name) return { page: "channel", team: first, channel: name };
  if (section === "messages" && name) return { page: "messages", team: first, who: name };
  if (section === "threads" && (name === "" || isId(name))) return { page: "threads", team: first, threadId: name };
  if (section === "pl" && isId(name)) return { page: "permalink", team: first, postId: name };
  return { page: "unknown" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const e = encodeURIComponent;
export const teamUrl = (team: string) => `/${e(team)}`;
export const channelUrl = (team: string, channel: string) => `/${e(team)}/channels/${e(channel)}`;
/** `who` is "@username" for one person and the channel's name for a group. */
export const messagesUrl = (team: string, who: string) =>
  `/${e(team)}/messages/${who.startsWith("@") ? `@${e(who.slice(1))}` : e(who)}`;
export const threadsUrl = (team: string, threadId = "") => `/${e(team)}/threads${threadId ? `/${e(threadId)}` : ""}`;
export const permalinkUrl = (team: string, postId: string) => `/${e(team)}/pl/${e(postId)}`;
export const inviteUrl = (inviteId: string) => `${location.origin}/signup_user_complete/?id=${e(inviteId)}`;

/** Addresses of the same origin that are not pages of this app: the browser loads them. */
export const FOREIGN = /^\/(admin_console|api|files|oauth|plugins|hooks|help)(\/|$)/;

/** Only an address of this app is followed after sign-in. */
export function safeReturn(address: string | undefined): string {
  return address?.startsWith("/") &&
    !address.startsWith("//") &&
    !address.startsWith("/\\") &&
    !address.startsWith("/login")
    ? address
    : "/";
}
