import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerOptions } from "../../../core/server/server.js";
import { testKeys } from "../edition.js";
import { aChannel, aDirect, add, aPost, aTeam, join, type Person } from "../people.js";
import { aPicture } from "../pictures.js";
import { startTestServer, type TestServer } from "../server.js";
import type { Slapd } from "../slapd.js";
import { type Cast, castOf, type Role, renewed, roles } from "./people.js";
import { blind, type Level, Secrets } from "./secrets.js";

/** Where a call takes place: the kind of channel its ids point to. */
export const places = ["private", "public", "direct"] as const;
export type PlaceName = (typeof places)[number];

export interface Named {
  id: string;
  name: string;
}

/** A channel with something of everything in it; the member of the cast has written it all. */
export interface Place {
  readonly name: PlaceName;
  readonly level: Level;
  readonly channel: Named;
  readonly post: { id: string };
  /** A message with an answer, followed by the member. */
  readonly root: { id: string };
  readonly reply: { id: string };
  /** A picture of a message. */
  readonly file: { id: string };
}

/** A directory, and the groups of it that are linked here. */
export interface DirectoryPlace {
  readonly slapd: Slapd;
  /** Linked, but to no team and no channel: the business of administrators only. */
  readonly hidden: LinkedGroup;
  /** Can be mentioned, so everybody may know it. */
  readonly named: LinkedGroup;
  /** The group that belongs to the team, and to the private and the public channel. */
  readonly placed: Record<"team" | "private" | "public", LinkedGroup>;
}

/** A group: its id here, its id in the directory, and its name there. */
export interface LinkedGroup {
  readonly id: string;
  readonly remote_id: string;
  readonly display_name: string;
}

/** One server with people, teams and channels in which everybody stands somewhere else. */
export interface World {
  readonly server: TestServer;
  readonly secrets: Secrets;
  /** Who calls; those whose sessions have ended are signed in again by `renew`. */
  readonly cast: Cast;
  readonly team: Named & { invite_id: string };
  readonly otherTeam: Named;
  readonly places: Record<PlaceName, Place>;
  readonly emoji: Named;
  readonly picture: Uint8Array;
  /** Address of a page and a picture of another site, which this server may fetch. */
  readonly site: string;
  /** What there is of the Enterprise Edition; absent in the world of the Team Edition. */
  readonly directory?: DirectoryPlace;
  renew(): Promise<void>;
  stop(): Promise<void>;
}

/** A site somewhere else. */
async function aSite(picture: Uint8Array): Promise<{ url: string; close(): void }> {
  const site = createServer((request, response) => {
    const isPicture = request.url?.endsWith(".png") ?? false;
    response.writeHead(200, { "content-type": isPicture ? "image/png" : "text/html" });
    response.end(isPicture ? picture : "<title>Somewhere else</title>");
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const { port } = site.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      site.close();
      site.closeAllConnections();
    },
  };
}

/** Uploads a picture to a channel. */
export async function aFile(person: Person, channel: { id: string }, name: string, bytes: Uint8Array) {
  const form = new FormData();
  form.append("channel_id", channel.id);
  form.append("files", new File([bytes as BlobPart], name));
  const { file_infos } = await person.post<{ file_infos: { id: string }[] }>("/api/v4/files", form);
  return file_infos[0] as { id: string };
}

async function furnish(world: Omit<World, "places">, name: PlaceName, level: Level, channel: Named): Promise<Place> {
  const { secrets, cast, picture } = world;
  const { member, channelAdmin } = cast;
  const word = () => secrets.word(level);
  const file = await aFile(member, channel, `${word()}.png`, picture);
  const post = await aPost(member, channel, `${word()} ${world.site}/${word()}`, {
    file_ids: [file.id],
    props: { note: word() },
  });
  const root = await aPost(member, channel, `${word()} #${word()}`);
  const reply = await aPost(channelAdmin, channel, word(), { root_id: root.id });
  await member.post(`/posts/${post.id}/pin`);
  await member.post("/reactions", { user_id: member.id, post_id: post.id, emoji_name: "thumbsup" });
  await member.put(`/posts/${root.id}/patch`, { message: `${word()} changed` });
  await member.put(`/users/${member.id}/preferences`, [
    { user_id: member.id, category: "flagged_post", name: post.id, value: "true" },
  ]);
  await member.post("/drafts", { channel_id: channel.id, message: secrets.word("own") });
  for (const hidden of [channel.id, channel.name, file.id, post.id, root.id, reply.id]) secrets.hide(hidden, level);
  return { name, level, channel, post, root, reply, file };
}

async function channels(world: Omit<World, "places">) {
  const { cast, team, secrets } = world;
  const { member, channelAdmin, guest, bot } = cast;
  const make = async (type: "O" | "P", level: Level) => {
    const channel = await aChannel(channelAdmin, team, secrets.word(level), type);
    const texts = { display_name: secrets.word(level), header: secrets.word(level), purpose: secrets.word(level) };
    await channelAdmin.put(`/channels/${channel.id}/patch`, texts);
    return channel;
  };
  const closed = await make("P", "private");
  await add(channelAdmin, closed, member, bot, guest);
  const open = await make("O", "public");
  await add(channelAdmin, open, member, bot);
  const direct = (await aDirect(member, channelAdmin)) as Named;
  return { private: closed, public: open, direct };
}

/** Team of the secrets, and one that only the outsider is in. */
async function teams(cast: Cast, secrets: Secrets) {
  const team = await aTeam(cast.teamAdmin, secrets.word("team"));
  await cast.teamAdmin.put(`/teams/${team.id}/patch`, {
    display_name: secrets.word("team"),
    description: secrets.word("team"),
    company_name: secrets.word("team"),
  });
  secrets.hide(team.id, "team");
  secrets.hide(team.name, "team");
  const { teammate, member, channelAdmin, bot, guest } = cast;
  await join(cast.teamAdmin, team, teammate, member, channelAdmin, bot);
  await join(cast.systemAdmin, team, guest);
  return { team, otherTeam: await aTeam(cast.outsider, "elsewhere") };
}

async function anEmoji(person: Person, name: string, picture: Uint8Array): Promise<Named> {
  const form = new FormData();
  form.append("emoji", JSON.stringify({ creator_id: person.id, name }));
  form.append("image", new Blob([picture as BlobPart]), "emoji.png");
  return person.post<Named>("/emoji", form);
}

/** Starts a server and fills it. `environment` adds settings by their MM_ names; `more` are other options of the server. */
export async function aWorld(
  environment: Record<string, string> = {},
  more: Partial<ServerOptions> = {},
): Promise<World> {
  const server = await startTestServer(
    {
      MM_FILESETTINGS_ENABLEPUBLICLINK: "true",
      MM_GUESTACCOUNTSSETTINGS_ENABLEGUESTMAGICLINK: "true",
      MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1",
      // So that callers can come from many addresses, and limits for one address do not end a suite.
      MM_SERVICESETTINGS_TRUSTEDPROXIES: "127.0.0.1",
      ...environment,
    },
    { licenseKeys: testKeys, module: null, ...more },
  );
  const secrets = new Secrets();
  const cast = await castOf(server);
  const picture = new Uint8Array(await aPicture(64, 48));
  const site = await aSite(picture);
  const { team, otherTeam } = await teams(cast, secrets);
  await cast.member.put(`/users/${cast.member.id}/patch`, {
    notify_props: { mention_keys: secrets.word("own"), comments: "any" },
  });
  await cast.member.put(`/users/${cast.member.id}/preferences`, [
    { user_id: cast.member.id, category: "display_settings", name: "note", value: secrets.word("own") },
  ]);
  for (const stranger of [cast.outsider, cast.teammate, cast.teamAdmin]) {
    await stranger.put(`/users/${stranger.id}/patch`, { nickname: secrets.word("stranger") });
    secrets.hide(stranger.id, "stranger");
  }
  const emoji = await anEmoji(cast.member, "party_mia", picture);
  const bare = {
    server,
    secrets,
    cast,
    team,
    otherTeam,
    emoji,
    picture,
    site: site.url,
    async stop() {
      site.close();
      await server.stop();
    },
    async renew() {
      for (const role of roles) if (role !== "expired") cast[role] = await renewed(server, cast[role]);
    },
  };
  const made = await channels(bare);
  return {
    ...bare,
    places: {
      private: await furnish(bare, "private", "private", made.private),
      public: await furnish(bare, "public", "public", made.public),
      direct: await furnish(bare, "direct", "direct", made.direct),
    },
  };
}

export { blind, type Role, roles };
