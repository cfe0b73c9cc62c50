import { join } from "../people.js";
import { picture } from "./samples-people.js";
import { type Builder, fresh, type Scene } from "./scene.js";

const term: Builder = () => ({ body: { term: "kanarie" } });
const name: Builder = () => ({ query: { name: "kanarie" } });

/** For calls that spoil the team they are about. */
const onTeam =
  (body?: unknown): Builder =>
  async (scene) => ({ params: { team_id: (await scene.teamTwin()).id }, ...(body === undefined ? {} : { body }) });

/** For calls that spoil the channel they are about. */
const onChannel =
  (body?: unknown, more: (scene: Scene) => Record<string, string> = () => ({})): Builder =>
  async (scene) => ({
    params: { channel_id: (await scene.twin()).id, ...more(scene) },
    ...(body === undefined ? {} : { body }),
  });

/** A group message of three who are in the team. */
const group = async (scene: Scene) => {
  const { member, channelAdmin, teammate } = scene.cast;
  const made = await member.post<{ id: string }>("/channels/group", [member.id, channelAdmin.id, teammate.id]);
  return { channel_id: made.id };
};

const categoryOf = async (scene: Scene) => {
  // Only those of the team have a sidebar in it; others ask for the member's.
  const owner = ["anonymous", "expired", "outsider"].includes(scene.role) ? scene.cast.member : scene.subject;
  const path = `/users/${owner.id}/teams/${scene.team.id}/channels/categories`;
  const made = await scene.cast.systemAdmin.post<{ id: string }>(path, { display_name: "Plans" });
  if (owner === scene.cast.member) scene.world.secrets.hide(made.id, "own");
  return made;
};

const categoryBody = ({ subject, team }: Scene, id?: string) => ({
  ...(id ? { id } : {}),
  user_id: subject.id,
  team_id: team.id,
  display_name: "Plans",
  type: "custom",
  sorting: "",
  channel_ids: [],
});

/** Teams and their pictures. */
const teamSamples: Record<string, Builder> = {
  "POST /teams": () => ({ body: { name: fresh("team"), display_name: "Team", type: "I" } }),
  "POST /teams/search": term,
  "PUT /teams/{team_id}": onTeam({ display_name: "New" }),
  "PUT /teams/{team_id}/scheme": onTeam({ scheme_id: "" }),
  "PUT /teams/{team_id}/patch": onTeam({ display_name: "New" }),
  "PUT /teams/{team_id}/privacy": async (scene) => {
    const { id } = await scene.teamTwin();
    // Its texts stay secrets: nobody else is to find them in an open team.
    const after = () => scene.cast.systemAdmin.put(`/teams/${id}/privacy`, { privacy: "I" });
    return { params: { team_id: id }, body: { privacy: "O" }, after };
  },
  "DELETE /teams/{team_id}": onTeam(),
  "POST /teams/{team_id}/restore": async (scene) => {
    const team = await scene.teamTwin();
    await scene.cast.teamAdmin.delete(`/teams/${team.id}`);
    return { params: { team_id: team.id } };
  },
  "POST /teams/{team_id}/regenerate_invite_id": onTeam(),
  "POST /teams/{team_id}/members/ids": ({ subject }) => ({ body: [subject.id] }),
  "POST /teams/{team_id}/members": async (scene) => {
    const who = scene.as === "own" ? scene.subject : await scene.newcomer();
    return { body: { team_id: scene.team.id, user_id: who.id } };
  },
  "POST /teams/{team_id}/members/batch": async (scene) => ({
    body: [{ team_id: scene.team.id, user_id: (await scene.newcomer()).id }],
  }),
  "POST /teams/members/invite": async (scene) => ({ query: { invite_id: (await scene.teamTwin()).invite_id } }),
  "DELETE /teams/{team_id}/members/{user_id}": onTeam(),
  "PUT /teams/{team_id}/members/{user_id}/roles": onTeam({ roles: "team_user" }),
  "PUT /teams/{team_id}/members/{user_id}/schemeRoles": onTeam({ scheme_user: true, scheme_admin: false }),
  "POST /teams/{team_id}/image": async (scene) => ({
    params: { team_id: (await scene.teamTwin()).id },
    body: picture(scene),
  }),
  "DELETE /teams/{team_id}/image": async (scene) => {
    const team = await scene.teamTwin();
    await scene.cast.teamAdmin.post(`/teams/${team.id}/image`, picture(scene));
    return { params: { team_id: team.id } };
  },
  "GET /teams/{team_id}/image": async (scene) => {
    await scene.cast.teamAdmin.post(`/teams/${scene.team.id}/image`, picture(scene));
    return {};
  },
};

/** Channels, their members and the sidebar. */
const channelSamples: Record<string, Builder> = {
  "POST /channels": ({ team }) => ({
    body: { team_id: team.id, name: fresh("channel"), display_name: "Channel", type: "P" },
  }),
  "POST /channels/direct": ({ cast, caller, subject }) => ({
    body: [caller.id || subject.id, caller.id === cast.teamAdmin.id ? cast.bot.id : cast.teamAdmin.id],
  }),
  "POST /channels/group": ({ cast, caller, subject }) => ({
    body: [...new Set([caller.id || subject.id, cast.teamAdmin.id, cast.member.id, cast.teammate.id])],
  }),
  "PUT /channels/{channel_id}": async (scene) => {
    const { id } = await scene.twin();
    return { params: { channel_id: id }, body: { id, header: "new" } };
  },
  "PUT /channels/{channel_id}/scheme": onChannel({ scheme_id: "" }),
  "PUT /channels/{channel_id}/patch": onChannel({ header: "new" }),
  "PUT /channels/{channel_id}/privacy": async (scene) => {
    const { id } = await scene.twin();
    const closed = scene.place.name === "private";
    const after = () => scene.cast.systemAdmin.send("PUT", `/channels/${id}/privacy`, { privacy: "P" });
    return { params: { channel_id: id }, body: { privacy: closed ? "O" : "P" }, after };
  },
  "POST /channels/{channel_id}/convert": async (scene) => ({ params: { channel_id: (await scene.twin()).id } }),
  "DELETE /channels/{channel_id}": onChannel(),
  "POST /channels/{channel_id}/restore": async (scene) => {
    const { id } = await scene.twin();
    if (scene.place.name !== "direct") await scene.cast.channelAdmin.delete(`/channels/${id}`);
    return { params: { channel_id: id } };
  },
  "PUT /channels/{channel_id}/moderations/patch": onChannel([{ name: "create_reactions", roles: { members: false } }]),
  "POST /channels/{channel_id}/move": async (scene) => ({
    params: { channel_id: (await scene.twin()).id },
    body: { team_id: (await scene.teamTwin()).id, force: true },
  }),
  "POST /channels/{channel_id}/convert_to_channel": async (scene) => ({
    params: await group(scene),
    body: { team_id: scene.team.id, name: fresh("channel"), display_name: "Channel" },
  }),
  "GET /channels/{channel_id}/common_teams": async (scene) => ({ params: await group(scene) }),
  "POST /channels/stats/member_count": ({ channel }) => ({ body: [channel.id] }),
  "POST /teams/{team_id}/channels/search_archived": term,
  "POST /teams/{team_id}/channels/ids": ({ world }) => ({ body: [world.places.public.channel.id] }),
  "POST /teams/{team_id}/channels/search": term,
  "GET /teams/{team_id}/channels/autocomplete": name,
  "GET /teams/{team_id}/channels/search_autocomplete": name,
  "POST /channels/group/search": term,
  "POST /channels/search": term,
  "POST /users/group_channels": ({ channel }) => ({ body: [channel.id] }),
  "POST /channels/members/{user_id}/view": ({ channel }) => ({ body: { channel_id: channel.id } }),
  "POST /channels/members/{user_id}/mark_read": ({ channel }) => ({ body: [channel.id] }),
  "POST /channels/{channel_id}/members/ids": ({ subject }) => ({ body: [subject.id] }),
  "POST /channels/{channel_id}/members": async (scene) => {
    const joins = scene.as === "own" || (scene.role === "teammate" && scene.place.name === "public");
    // Of the cast nobody gets into a channel whose texts are secrets to them.
    const who = joins ? scene.caller : await scene.newcomer();
    if (!joins) await join(scene.cast.teamAdmin, scene.team, who);
    return { params: { channel_id: (await scene.twin()).id }, body: { user_id: who.id } };
  },
  "DELETE /channels/{channel_id}/members/{user_id}": onChannel(),
  "PUT /channels/{channel_id}/members/{user_id}/roles": onChannel({ roles: "channel_user" }),
  "PUT /channels/{channel_id}/members/{user_id}/schemeRoles": onChannel({ scheme_user: true, scheme_admin: false }),
  "PUT /channels/{channel_id}/members/{user_id}/notify_props": ({ channel, subject }) => ({
    body: { user_id: subject.id, channel_id: channel.id, desktop: "all" },
  }),
  "GET /users/{user_id}/teams/{team_id}/channels/categories/{category_id}": async (scene) => ({
    params: { category_id: (await categoryOf(scene)).id },
  }),
  "POST /users/{user_id}/teams/{team_id}/channels/categories": (scene) => ({ body: categoryBody(scene) }),
  "PUT /users/{user_id}/teams/{team_id}/channels/categories": async (scene) => ({
    body: [categoryBody(scene, (await categoryOf(scene)).id)],
  }),
  "PUT /users/{user_id}/teams/{team_id}/channels/categories/{category_id}": async (scene) => {
    const { id } = await categoryOf(scene);
    return { params: { category_id: id }, body: categoryBody(scene, id) };
  },
  "PUT /users/{user_id}/teams/{team_id}/channels/categories/order": async (scene) => {
    const owner = ["anonymous", "expired", "outsider"].includes(scene.role) ? scene.cast.member : scene.subject;
    const path = `/users/${owner.id}/teams/${scene.team.id}/channels/categories/order`;
    return { body: await scene.cast.systemAdmin.get<string[]>(path) };
  },
  "DELETE /users/{user_id}/teams/{team_id}/channels/categories/{category_id}": async (scene) => ({
    params: { category_id: (await categoryOf(scene)).id },
  }),
};

export const placeSamples = { ...teamSamples, ...channelSamples };
