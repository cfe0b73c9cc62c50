import { aPost } from "../people.js";
import { type Builder, fresh, type Scene } from "./scene.js";

const onPost =
  (more: (scene: Scene, id: string) => Record<string, unknown> = () => ({})): Builder =>
  async (scene) => {
    const { id } = await scene.post();
    return { params: { post_id: id }, ...more(scene, id) };
  };

const onThread: Builder = async (scene) => {
  const { root, reply } = await scene.thread();
  return { params: { thread_id: root.id, post_id: reply.id } };
};

const search: Builder = () => ({ body: { terms: "kanarie*", is_or_search: false } });

const emojiForm = ({ caller, world }: Scene) => {
  const form = new FormData();
  form.append("emoji", JSON.stringify({ creator_id: caller.id, name: fresh("emoji") }));
  form.append("image", new Blob([world.picture as BlobPart]), "emoji.png");
  return form;
};

/** An upload of the member's that waits for its bytes. */
const anUpload = async ({ cast, channel, world }: Scene) => {
  const made = await cast.member.post<{ id: string }>("/uploads", {
    channel_id: channel.id,
    filename: "note.txt",
    file_size: 4,
  });
  world.secrets.hide(made.id, "own");
  return { params: { upload_id: made.id } };
};

const draft = async (scene: Scene, root = "") => {
  await scene.cast.member.post("/drafts", {
    channel_id: scene.channel.id,
    root_id: root,
    message: scene.world.secrets.word("own"),
  });
};

/** Messages, threads, reactions, drafts and typing. */
const postSamples: Record<string, Builder> = {
  "POST /posts": ({ channel }) => ({ body: { channel_id: channel.id, message: "hello" } }),
  "POST /posts/ephemeral": ({ channel, subject }) => ({
    body: { user_id: subject.id, post: { channel_id: channel.id, message: "only you" } },
  }),
  "PUT /posts/{post_id}": onPost((_, id) => ({ body: { id, message: "changed" } })),
  "PUT /posts/{post_id}/patch": onPost(() => ({ body: { message: "changed" } })),
  "DELETE /posts/{post_id}": onPost(),
  "POST /posts/{post_id}/move": async (scene) => {
    const { member } = scene.cast;
    const { id } = await scene.post();
    // Nobody new may come to see it: a second channel of the same people, or the member's own.
    const alone = scene.place.name === "direct";
    const to = alone ? await member.post<{ id: string }>("/channels/direct", [member.id]) : await scene.twin();
    return { params: { post_id: id }, body: { channel_id: to.id } };
  },
  "POST /posts/{post_id}/pin": onPost(),
  "POST /posts/{post_id}/unpin": onPost(),
  "POST /posts/{post_id}/restore/{restore_version_id}": async (scene) => {
    const { member } = scene.cast;
    const { id } = await scene.post();
    await member.put(`/posts/${id}/patch`, { message: scene.world.secrets.word(scene.place.level) });
    const [version] = await member.get<{ id: string }[]>(`/posts/${id}/edit_history`);
    return { params: { post_id: id, restore_version_id: version?.id ?? "" } };
  },
  "GET /posts/{post_id}/edit_history": ({ place }) => ({ params: { post_id: place.root.id } }),
  "POST /posts/ids": ({ place }) => ({ body: [place.post.id, place.root.id] }),
  "GET /posts/{post_id}/thread": ({ place }) => ({ params: { post_id: place.root.id } }),
  "POST /users/{user_id}/posts/{post_id}/set_unread": onPost(() => ({ body: {} })),
  "POST /reactions": async (scene) => ({
    body: {
      user_id: scene.caller.id || scene.subject.id,
      post_id: (await scene.post()).id,
      emoji_name: "heart",
    },
  }),
  "DELETE /users/{user_id}/posts/{post_id}/reactions/{emoji_name}": async (scene) => {
    const { id } = await scene.post();
    await scene.cast.member.post("/reactions", { user_id: scene.cast.member.id, post_id: id, emoji_name: "heart" });
    return { params: { post_id: id, emoji_name: "heart" } };
  },
  "POST /posts/ids/reactions": ({ place }) => ({ body: [place.post.id] }),
  "PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/following": onThread,
  "DELETE /users/{user_id}/teams/{team_id}/threads/{thread_id}/following": onThread,
  "PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/read/{timestamp}": onThread,
  "POST /users/{user_id}/teams/{team_id}/threads/{thread_id}/set_unread/{post_id}": onThread,
  "PUT /users/{user_id}/teams/{team_id}/threads/{thread_id}/set_unread/{post_id}": onThread,
  "POST /teams/{team_id}/posts/search": search,
  "POST /posts/search": search,
  "POST /teams/{team_id}/files/search": search,
  "POST /files/search": search,
  "POST /drafts": ({ channel }) => ({ body: { channel_id: channel.id, message: "not yet" } }),
  "DELETE /users/{user_id}/channels/{channel_id}/drafts": async (scene) => {
    await draft(scene);
    return {};
  },
  "DELETE /users/{user_id}/channels/{channel_id}/drafts/{thread_id}": async (scene) => {
    await draft(scene, scene.place.root.id);
    return {};
  },
  "POST /users/{user_id}/typing": ({ channel }) => ({ body: { channel_id: channel.id } }),
};

const soon = () => Date.now() + 3_600_000;

/** A message of the member's that waits for its time. */
const scheduled = async (scene: Scene) => {
  const made = await scene.cast.member.post<{ id: string }>("/posts/schedule", {
    channel_id: scene.channel.id,
    message: scene.world.secrets.word("own"),
    scheduled_at: soon(),
  });
  scene.world.secrets.hide(made.id, "own");
  return made.id;
};

/** A message of the channel's administrator that asks to be acknowledged. */
const asking: Builder = async (scene) => {
  const { channelAdmin, member } = scene.cast;
  const made = await aPost(channelAdmin, scene.channel, scene.world.secrets.word(scene.place.level), {
    metadata: { priority: { priority: "urgent", requested_ack: true } },
  });
  scene.world.secrets.hide(made.id, scene.place.level);
  await member.post(`/users/${member.id}/posts/${made.id}/ack`);
  return { params: { post_id: made.id } };
};

/** An urgent message of the member's that notifies the channel's administrator again and again. */
const insisting: Builder = async (scene) => {
  const { channelAdmin, member } = scene.cast;
  const text = `@${channelAdmin.username} ${scene.world.secrets.word(scene.place.level)}`;
  const made = await aPost(member, scene.channel, text, {
    metadata: { priority: { priority: "urgent", persistent_notifications: true } },
  });
  scene.world.secrets.hide(made.id, scene.place.level);
  return { params: { post_id: made.id } };
};

const bookmark = async (scene: Scene) => {
  const { cast, channel, place, world } = scene;
  const made = await cast.member.post<{ id: string }>(`/channels/${channel.id}/bookmarks`, {
    display_name: world.secrets.word(place.level),
    type: "link",
    link_url: `https://example.org/${world.secrets.word(place.level)}`,
  });
  world.secrets.hide(made.id, place.level);
  return { bookmark_id: made.id };
};

const onBookmark =
  (body?: unknown): Builder =>
  async (scene) => ({ params: await bookmark(scene), ...(body === undefined ? {} : { body }) });

/** What stands beside messages. */
const besideSamples: Record<string, Builder> = {
  "POST /users/{user_id}/posts/{post_id}/ack": asking,
  "DELETE /users/{user_id}/posts/{post_id}/ack": asking,
  "POST /courtyard/channels/{channel_id}/persistent_notifications/check": ({ cast }) => ({
    body: { message: `@${cast.channelAdmin.username} come` },
  }),
  "GET /courtyard/posts/{post_id}/persistent_notifications": insisting,
  "DELETE /courtyard/posts/{post_id}/persistent_notifications": insisting,
  "GET /channels/{channel_id}/bookmarks": onBookmark(),
  "POST /channels/{channel_id}/bookmarks": () => ({
    body: { display_name: "Handbook", type: "link", link_url: "https://example.org/handbook" },
  }),
  "PATCH /channels/{channel_id}/bookmarks/{bookmark_id}": onBookmark({ display_name: "New" }),
  "POST /channels/{channel_id}/bookmarks/{bookmark_id}/sort_order": onBookmark(0),
  "DELETE /channels/{channel_id}/bookmarks/{bookmark_id}": onBookmark(),
};

/** Messages for later and reminders. */
const laterSamples: Record<string, Builder> = {
  "POST /posts/schedule": ({ channel }) => ({
    body: { channel_id: channel.id, message: "later", scheduled_at: soon() },
  }),
  "PUT /posts/schedule/{scheduled_post_id}": async (scene) => {
    const id = await scheduled(scene);
    return {
      params: { scheduled_post_id: id },
      body: { id, channel_id: scene.channel.id, message: "much later", scheduled_at: soon() },
    };
  },
  "DELETE /posts/schedule/{scheduled_post_id}": async (scene) => ({
    params: { scheduled_post_id: await scheduled(scene) },
  }),
  "POST /users/{user_id}/posts/{post_id}/reminder": ({ subject, place }) => ({
    body: { user_id: subject.id, post_id: place.post.id, target_time: Math.floor(soon() / 1000) },
  }),
};

/** Files, uploads in pieces, and emoji. */
const fileSamples: Record<string, Builder> = {
  "POST /files": ({ channel }) => {
    const form = new FormData();
    form.append("channel_id", channel.id);
    form.append("files", new File(["text"], "note.txt"));
    return { body: form };
  },
  "GET /files/{file_id}/public": async ({ cast, place }) => {
    const { link } = await cast.member.get<{ link: string }>(`/api/v4/files/${place.file.id}/link`);
    return { query: { h: new URL(link).searchParams.get("h") ?? "" } };
  },
  "PUT /courtyard/files/{file_id}/link": () => ({ body: { expires_at: 0 } }),
  "POST /uploads": ({ channel }) => ({ body: { channel_id: channel.id, filename: "note.txt", file_size: 4 } }),
  "GET /uploads/{upload_id}": anUpload,
  "POST /uploads/{upload_id}": async (scene) => ({
    ...(await anUpload(scene)),
    body: new TextEncoder().encode("text"),
  }),
  "GET /users/{user_id}/uploads": anUpload,
  "POST /emoji": (scene) => ({ body: emojiForm(scene) }),
  "POST /emoji/search": () => ({ body: { term: "party" } }),
  "GET /emoji/autocomplete": () => ({ query: { name: "party" } }),
  "POST /emoji/names": ({ world }) => ({ body: [world.emoji.name] }),
  "DELETE /emoji/{emoji_id}": async (scene) => {
    const form = new FormData();
    form.append("emoji", JSON.stringify({ creator_id: scene.cast.member.id, name: fresh("emoji") }));
    form.append("image", new Blob([scene.world.picture as BlobPart]), "emoji.png");
    return { params: { emoji_id: (await scene.cast.member.post<{ id: string }>("/emoji", form)).id } };
  },
};

export const messageSamples = { ...postSamples, ...laterSamples, ...besideSamples, ...fileSamples };
