import { Listener } from "../listener.js";
import { aPost } from "../people.js";
import { fresh, type Scene } from "./scene.js";

/** Prepares what makes events; returns the function that does it. */
type Script = (scene: Scene) => Promise<() => Promise<unknown>>;

/** A profile field with a visibility, to be filled in. */
const profileValue =
  (visibility: "always" | "hidden"): Script =>
  async ({ world, cast, caller }) => {
    await world.server.sql("DELETE FROM profile_fields");
    const field = { name: fresh("field"), type: "text", attrs: { visibility } };
    const { id } = await cast.systemAdmin.post<{ id: string }>("/custom_profile_attributes/fields", field);
    return () => caller.send("PATCH", "/custom_profile_attributes/values", { [id]: "Helsinki" });
  };

const wordOf = ({ world, place }: Scene) => world.secrets.word(place.level);

/** What makes events beside the calls as the samples make them, by the words of the table. */
export const scripts: Record<string, Script> = {
  "an answer in a thread": async (scene) => {
    const text = wordOf(scene);
    return () => aPost(scene.caller, scene.channel, text, { root_id: scene.place.root.id });
  },
  "a message with a link": async (scene) => {
    const text = `${wordOf(scene)} ${scene.world.site}/${wordOf(scene)}`;
    return () => aPost(scene.caller, scene.channel, text);
  },
  "a first draft": async (scene) => {
    const { id } = await scene.post();
    const draft = { channel_id: scene.channel.id, root_id: id, message: wordOf(scene) };
    return () => scene.caller.post("/drafts", draft);
  },
  "a changed draft": async (scene) => {
    const { id } = await scene.post();
    const draft = () => ({ channel_id: scene.channel.id, root_id: id, message: wordOf(scene) });
    await scene.caller.post("/drafts", draft());
    return () => scene.caller.post("/drafts", draft());
  },
  "a preference taken away": async ({ caller }) => {
    const preference = { user_id: caller.id, category: "display_settings", name: fresh("name"), value: "1" };
    await caller.put(`/users/${caller.id}/preferences`, [preference]);
    return () => caller.post(`/users/${caller.id}/preferences/delete`, [preference]);
  },
  "an urgent mention nobody answers": async ({ world, cast, caller, channel, place }) => {
    const text = `@${cast.member.username} ${world.secrets.word(place.level)}`;
    const { id } = await aPost(caller, channel, text, {
      metadata: { priority: { priority: "urgent", persistent_notifications: true } },
    });
    world.secrets.hide(id, place.level);
    return () => world.server.sql("UPDATE persistent_notifications SET next_at = 1 WHERE post_id = $1", [id]);
  },
  "a favourite channel": async (scene) => {
    const { id: user_id } = scene.caller;
    // Clients load the sidebar before they change it.
    await scene.caller.get(`/users/${user_id}/teams/${scene.team.id}/channels/categories`);
    const favourite = { user_id, category: "favorite_channel", name: (await scene.twin()).id, value: "true" };
    return () => scene.caller.put(`/users/${user_id}/preferences`, [favourite]);
  },
  "a channel put into a category": async (scene) => {
    const path = `/users/${scene.caller.id}/teams/${scene.team.id}/channels/categories`;
    const made = await scene.caller.post<{ id: string }>(path, {
      user_id: scene.caller.id,
      team_id: scene.team.id,
      display_name: "Plans",
      type: "custom",
      sorting: "",
      channel_ids: [],
    });
    const category = await scene.caller.get<{ channel_ids: string[] }>(`${path}/${made.id}`);
    const { id } = await scene.twin();
    return () => scene.caller.put(`${path}/${made.id}`, { ...category, channel_ids: [id] });
  },
  "another order of categories": async (scene) => {
    const path = `/users/${scene.caller.id}/teams/${scene.team.id}/channels/categories/order`;
    const order = await scene.caller.get<string[]>(path);
    return () => scene.caller.put(path, order.toReversed());
  },
  "an acknowledgement": async (scene) => {
    const { id } = await scene.post({ metadata: { priority: { priority: "", requested_ack: true } } });
    return () => scene.caller.post(`/users/${scene.caller.id}/posts/${id}/ack`);
  },
  "a profile value for all to see": profileValue("always"),
  "a profile value for oneself": profileValue("hidden"),
  "typing over the socket": async (scene) => {
    const socket = await Listener.open(scene.caller);
    return async () => {
      await socket.ask("user_typing", { channel_id: scene.channel.id });
      socket.close();
    };
  },
};
