// Real answers against the published types, by the compiler: what a call gave is written into a program as it is, and
// must be assignable to the type clients take it for.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { anAdmin, aPost, aTeam, aUser, join as joins, type Person } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

const root = new URL("../..", import.meta.url).pathname;

/** A value, the published type it must be, and the properties that are left out; why stands in `types.ts`. */
interface Claim {
  name: string;
  value: unknown;
  type: string;
  from: string;
  except?: string[];
}

const SHAPE = `
type Plain<T> = T extends readonly (infer One)[]
  ? Plain<One>[]
  : T extends object ? { -readonly [Key in keyof T]: Plain<T[Key]> } : T;
`;

/** The program that holds the claims. Texts of enums are taken for those enums: JSON has no others. */
function programOf(claims: readonly Claim[]): string {
  const lines = claims.map(({ value, type, from, except = [] }, n) => {
    const their = `import("@mattermost/types/${from}").${type}`;
    const wanted = except.length > 0 ? `Omit<${their}, ${except.map((key) => `"${key}"`).join(" | ")}>` : their;
    return [
      `const value${n} = ${JSON.stringify(value)} as const;`,
      `export const claim${n}: ${wanted} = null! as Plain<typeof value${n}>;`,
    ].join("\n");
  });
  return `${SHAPE}\n${lines.join("\n")}\n`;
}

/** What the compiler says of a program; "" when it has nothing to say. */
function compiled(file: string): Promise<string> {
  const compiler = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc");
  const options = "--ignoreConfig --noEmit --strict --skipLibCheck --target es2024 --module nodenext --types".split(
    " ",
  );
  const child = spawn(process.execPath, [compiler, ...options, "", file], { cwd: root });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part) => {
      said += part;
    });
  return new Promise((resolve) => child.on("close", (code) => resolve(code === 0 ? "" : said || `code ${code}`)));
}

async function check(claims: readonly Claim[]): Promise<string> {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(root, ".cache/answers-"));
  try {
    const file = join(folder, "answers.ts");
    writeFileSync(file, programOf(claims));
    const said = await compiled(file);
    return said.replaceAll(/(value|claim)(\d+)/g, (_, _word, n) => claims[Number(n)]?.name ?? n);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("real answers", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  const claims: Claim[] = [];
  const claim = (name: string, value: unknown, from: string, type: string, ...except: string[]) =>
    claims.push({ name, value, from, type, except });

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
  });
  after(() => server.stop());

  it("are given for people and places", async () => {
    const team = await aTeam(ada, "garden");
    await joins(ada, team, bob);
    const { notify_props, ...me } = await bob.get("/users/me");
    claim("the user", me, "users", "UserProfile", "password", "notify_props");
    // Of calls, which are not here, and of channels, which have their own.
    claim("how one is notified", notify_props, "users", "UserNotifyProps", "calls_desktop_sound", "mark_unread");
    claim("another user", await bob.get(`/users/${ada.id}`), "users", "UserProfile", "password", "notify_props");
    claim("the status", await bob.get("/users/me/status"), "users", "UserStatus");
    const [session] = await bob.get("/users/me/sessions");
    claim("the session", session, "sessions", "Session", "local", "team_members");
    claim("the team", await ada.get(`/teams/${team.id}`), "teams", "Team");
    const counts = ["mention_count", "mention_count_root", "msg_count", "msg_count_root"];
    claim(
      "the membership of a team",
      await bob.get(`/teams/${team.id}/members/me`),
      "teams",
      "TeamMembership",
      ...counts,
    );
    const [unread] = await bob.get("/users/me/teams/unread?include_collapsed_threads=true");
    claim("what is unread in a team", unread, "teams", "TeamUnread");
    claim("the figures of a team", await ada.get(`/teams/${team.id}/stats`), "teams", "TeamStats");
    const [square] = await bob.get(`/users/me/teams/${team.id}/channels`);
    claim("the channel", square, "channels", "ServerChannel");
    const [member] = await bob.get(`/users/me/teams/${team.id}/channels/members`);
    claim("the membership of a channel", member, "channels", "ChannelMembership");
    claim("the figures of a channel", await bob.get(`/channels/${square.id}/stats`), "channels", "ChannelStats");
    const sidebar = await bob.get(`/users/me/teams/${team.id}/channels/categories`);
    claim("a category", sidebar.categories[0], "channel_categories", "ChannelCategory", "sorting");
    claim(
      "the order of categories",
      { order: sidebar.order, categories: [] },
      "channel_categories",
      "OrderedChannelCategories",
    );
    const link = { display_name: "Plan", link_url: "https://example.org/", type: "link" };
    claim(
      "the bookmark",
      await ada.post(`/channels/${square.id}/bookmarks`, link),
      "channel_bookmarks",
      "ChannelBookmark",
      "file",
    );
    claim(
      "the preference",
      (await bob.get("/users/me/preferences"))[0] ?? { category: "", name: "", user_id: "", value: "" },
      "preferences",
      "PreferenceType",
    );
    claim("the role", await ada.get("/roles/name/channel_user"), "roles", "Role");
    claim("the scheme", await ada.post("/schemes", { display_name: "Strict", scope: "team" }), "schemes", "Scheme");
    claim("the figures of everybody", await ada.get("/users/stats"), "users", "UsersStats");
    claim(
      "the terms",
      await ada.post("/terms_of_service", { text: "Close the gate." }),
      "terms_of_service",
      "TermsOfService",
    );
    claim("the token", await ada.post(`/users/${ada.id}/tokens`, { description: "x" }), "users", "UserAccessToken");
    const [audit] = await ada.get("/audits?per_page=1");
    claim("the audit", audit, "audits", "Audit");
  });

  it("are given for messages", async () => {
    const team = await ada.get("/teams/name/garden");
    const square = await ada.get(`/teams/${team.id}/channels/name/town-square`);
    const form = new FormData();
    form.append("channel_id", square.id);
    form.append("files", new Blob([new Uint8Array(await aPicture(300, 200))], { type: "image/png" }), "leaf.png");
    const { file_infos } = await ada.post("/api/v4/files", form);
    const own = ["mini_preview", "clientId"];
    claim("the file", file_infos[0], "files", "FileInfo", ...own);
    const post = await aPost(ada, square, "Look, @bob :tada:", { file_ids: [file_infos[0].id] });
    const reaction = await bob.post("/reactions", { user_id: bob.id, post_id: post.id, emoji_name: "tada" });
    claim("the reaction", reaction, "reactions", "Reaction");
    await aPost(bob, square, "Nice", { root_id: post.id });
    const { metadata, ...shown } = await bob.get(`/posts/${post.id}`);
    claim("the message", { ...shown, metadata: {} }, "posts", "Post", "metadata");
    const excepted = ["embeds", "files", "emojis", "images", "priority", "acknowledgements"];
    claim("what comes with a message", metadata, "posts", "PostMetadata", ...excepted);
    const { posts: _, ...list } = await bob.get(`/channels/${square.id}/posts`);
    claim("the list of messages", list, "posts", "PostList", "posts");
    claim("the place of a message", await bob.get(`/posts/${post.id}/info`), "posts", "PostInfo");
    const threads = await ada.get(`/users/me/teams/${team.id}/threads?extended=true`);
    claim("the thread", threads.threads[0], "threads", "UserThread", "post", "participants");
    claim("the threads", { ...threads, threads: [] }, "threads", "UserThreadList");
    const unread = await bob.post(`/users/me/posts/${post.id}/set_unread`, {});
    claim("what is unread", unread, "channels", "ChannelUnread", "deltaMsgs");
    const draft = { channel_id: square.id, message: "almost", user_id: bob.id, root_id: "" };
    const lent = ["metadata", "priority", "error_code"];
    claim("the draft", await bob.post("/drafts", draft), "drafts", "Draft", ...lent);
    const later = { ...draft, scheduled_at: Date.now() + 3_600_000 };
    claim("the message for later", await bob.post("/posts/schedule", later), "schedule_post", "ScheduledPost", ...lent);
    const asked = await aPost(ada, square, "Frost", {
      metadata: { priority: { priority: "important", requested_ack: true } },
    });
    claim("the acknowledgement", await bob.post(`/users/me/posts/${asked.id}/ack`), "posts", "PostAcknowledgement");
    const emoji = new FormData();
    emoji.append("emoji", JSON.stringify({ name: "leaf", creator_id: ada.id }));
    emoji.append("image", new Blob([new Uint8Array(await aPicture(32, 32))], { type: "image/png" }), "leaf.png");
    claim("the emoji", await ada.post("/emoji", emoji), "emojis", "CustomEmoji", "category");
    const found = await bob.post(`/teams/${team.id}/posts/search`, { terms: "look", is_or_search: false });
    claim("what is found", { ...found, posts: {} }, "posts", "PostSearchResults", "posts");
  });

  it("can be taken for the published types", async () => {
    assert.ok(claims.length > 30, String(claims.length));
    assert.equal(await check(claims), "");
    const user = claims[0] as Claim;
    const { username: _, ...nameless } = user.value as Record<string, unknown>;
    const broken = { ...user, value: { ...nameless, create_at: "yesterday" } };
    assert.match(await check([broken]), /error TS2/, "and the compiler would say what is not so");
  });
});
