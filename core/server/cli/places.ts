import { type Command, channel, everybody, team, when } from "./command.js";
import type { Connection } from "./connection.js";

interface ChannelInfo {
  name: string;
  display_name: string;
  type: string;
  delete_at: number;
  last_post_at: number;
  id: string;
}

const kind: Record<string, string> = { O: "public", P: "private" };
const channelRow = (one: ChannelInfo) => ({
  name: one.name,
  title: one.display_name,
  kind: kind[one.type] ?? one.type,
  state: one.delete_at > 0 ? "archived" : "open",
  "last message": when(one.last_post_at),
  id: one.id,
});

const siteUrl = async (server: Connection) =>
  (await server.get<Record<string, string>>("/config/client")).SiteURL || "http://localhost:8065";

/** Commands for teams and channels. */
export const placeCommands: Command[] = [
  {
    name: "team list",
    does: "list teams",
    async run({ server }) {
      const teams = await server.all<{
        name: string;
        display_name: string;
        allow_open_invite: boolean;
        delete_at: number;
        id: string;
      }>("/teams");
      return teams.map((one) => ({
        name: one.name,
        title: one.display_name,
        joining: one.allow_open_invite ? "open" : "by invitation",
        state: one.delete_at > 0 ? "archived" : "open",
        id: one.id,
      }));
    },
  },
  {
    name: "team create",
    takes: "<name> <title>",
    does: "make a team",
    options: { open: "anybody may join" },
    async run({ server, words: [name, title], options }) {
      const made = await server.post<{ id: string }>("/teams", {
        name,
        display_name: title,
        type: options.has("open") ? "O" : "I",
      });
      return `Made the team ${name} (${made.id}).`;
    },
  },
  {
    name: "team add",
    takes: "<team> <user>...",
    does: "add people to a team",
    async run({ server, words: [which, ...people] }) {
      const { id, name } = await team(server, which ?? "");
      for (const who of await everybody(server, people))
        await server.post(`/teams/${id}/members`, { team_id: id, user_id: who.id });
      return `Added to ${name}: ${people.join(", ")}`;
    },
  },
  {
    name: "team remove",
    takes: "<team> <user>...",
    does: "take people out of a team and its channels",
    async run({ server, words: [which, ...people] }) {
      const { id, name } = await team(server, which ?? "");
      for (const who of await everybody(server, people)) await server.delete(`/teams/${id}/members/${who.id}`);
      return `Out of ${name}: ${people.join(", ")}`;
    },
  },
  {
    name: "team invite-link",
    takes: "<team>",
    does: "show the link with which people join",
    options: { new: "make a new one; the old one stops working" },
    async run({ server, words: [which], options }) {
      const found = await team(server, which ?? "");
      const { invite_id } = options.has("new")
        ? await server.post<{ invite_id: string }>(`/teams/${found.id}/regenerate_invite_id`)
        : found;
      return `${await siteUrl(server)}/signup_user_complete/?id=${invite_id}`;
    },
  },
  {
    name: "team archive",
    takes: "<team>",
    does: "archive a team; nothing is deleted",
    async run({ server, words: [which] }) {
      const { id, name } = await team(server, which ?? "");
      await server.delete(`/teams/${id}`);
      return `${name} is archived.`;
    },
  },
  {
    name: "team restore",
    takes: "<team>",
    does: "bring an archived team back",
    async run({ server, words: [which] }) {
      const { id, name } = await team(server, which ?? "");
      await server.post(`/teams/${id}/restore`);
      return `${name} is back.`;
    },
  },
  {
    name: "channel list",
    takes: "<team>",
    does: "list the channels of a team",
    async run({ server, words: [which] }) {
      const { id } = await team(server, which ?? "");
      const all = await Promise.all(
        ["", "/private", "/deleted"].map((part) => server.all<ChannelInfo>(`/teams/${id}/channels${part}`)),
      );
      return all.flat().map(channelRow);
    },
  },
  {
    name: "channel create",
    takes: "<team> <name> <title>",
    does: "make a channel",
    options: { private: "only for those who are added" },
    async run({ server, words: [which, name, title], options }) {
      const { id } = await team(server, which ?? "");
      const made = await server.post<ChannelInfo>("/channels", {
        team_id: id,
        name,
        display_name: title,
        type: options.has("private") ? "P" : "O",
      });
      return `Made the channel ${made.name} (${made.id}).`;
    },
  },
  {
    name: "channel add",
    takes: "<team/channel> <user>...",
    does: "add people to a channel",
    async run({ server, words: [which, ...people] }) {
      const { id, name } = await channel(server, which ?? "");
      for (const who of await everybody(server, people))
        await server.post(`/channels/${id}/members`, { user_id: who.id });
      return `Added to ${name}: ${people.join(", ")}`;
    },
  },
  {
    name: "channel remove",
    takes: "<team/channel> <user>...",
    does: "take people out of a channel",
    async run({ server, words: [which, ...people] }) {
      const { id, name } = await channel(server, which ?? "");
      for (const who of await everybody(server, people)) await server.delete(`/channels/${id}/members/${who.id}`);
      return `Out of ${name}: ${people.join(", ")}`;
    },
  },
  {
    name: "channel archive",
    takes: "<team/channel>",
    does: "archive a channel; it stays readable",
    async run({ server, words: [which] }) {
      const { id, name } = await channel(server, which ?? "");
      await server.delete(`/channels/${id}`);
      return `${name} is archived.`;
    },
  },
  {
    name: "channel restore",
    takes: "<team/channel>",
    does: "bring an archived channel back",
    async run({ server, words: [which] }) {
      const { id, name } = await channel(server, which ?? "");
      await server.post(`/channels/${id}/restore`);
      return `${name} is back.`;
    },
  },
];
