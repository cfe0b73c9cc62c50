import { aPost } from "../people.js";
import { Scene } from "./scene.js";
import type { World } from "./world.js";

/**
 * Gives the member one of everything a person may have, with a secret in it: what waits to be sent or uploaded, what
 * they are reminded of, have sorted, handed out or set. Returns the kinds. @throws Error when one could not be made
 */
export async function fillWithBelongings(world: World): Promise<string[]> {
  const { cast, secrets, team } = world;
  const { member, channelAdmin, systemAdmin } = cast;
  const own = () => secrets.word("own");
  const kinds: string[] = [];
  const keep = (kind: string, id = "") => {
    kinds.push(kind);
    if (id) secrets.hide(id, "own");
  };
  for (const place of Object.values(world.places)) {
    const { channel, post, file, level } = place;
    const later = { channel_id: channel.id, message: own(), scheduled_at: Date.now() + 3_600_000 };
    keep("scheduled message", (await member.post("/posts/schedule", later)).id);
    const upload = { channel_id: channel.id, filename: `${own()}.txt`, file_size: 4 };
    keep("upload", (await member.post("/uploads", upload)).id);
    const bookmark = { display_name: secrets.word(level), type: "link", link_url: "https://example.org/" };
    secrets.hide((await member.post(`/channels/${channel.id}/bookmarks`, bookmark)).id, level);
    keep("bookmark");
    const at = { target_time: Math.floor(Date.now() / 1000) + 3_600 };
    await member.post(`/users/${member.id}/posts/${post.id}/reminder`, at);
    keep("reminder");
    await member.get(`/api/v4/files/${file.id}/link`);
    keep("public link");
    const metadata = { priority: { priority: "urgent", requested_ack: true } };
    const asking = await aPost(channelAdmin, channel, secrets.word(level), { metadata });
    secrets.hide(asking.id, level);
    await member.post(`/users/${member.id}/posts/${asking.id}/ack`);
    keep("acknowledgement");
    await member.put(`/channels/${channel.id}/members/${member.id}/notify_props`, { desktop: "mention" });
    keep("channel notifications");
    const scene = new Scene(world, place, "member");
    await scene.thread();
    keep("thread");
  }
  const category = {
    user_id: member.id,
    team_id: team.id,
    display_name: own(),
    channel_ids: [world.places.private.channel.id],
  };
  keep("category", (await member.post(`/users/${member.id}/teams/${team.id}/channels/categories`, category)).id);
  keep("token", (await systemAdmin.post(`/users/${member.id}/tokens`, { description: own() })).id);
  await member.put("/users/sessions/device", { device_id: `apple:${own()}` });
  keep("device");
  const [session] = await member.get<{ id: string }[]>(`/users/${member.id}/sessions`);
  keep("session", session?.id);
  return kinds;
}
