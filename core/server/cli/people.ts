import { type Command, person, when } from "./command.js";
import { CommandError } from "./connection.js";

interface UserInfo {
  id: string;
  username: string;
  email: string;
  roles: string;
  delete_at: number;
  create_at: number;
}

const row = (user: UserInfo) => ({
  username: user.username,
  email: user.email,
  roles: user.roles.replaceAll("system_", ""),
  state: user.delete_at > 0 ? "deactivated" : "active",
  since: when(user.create_at),
  id: user.id,
});

/** Commands for accounts: what a help desk does without a browser. */
export const peopleCommands: Command[] = [
  {
    name: "user list",
    does: "list accounts",
    options: { inactive: "deactivated ones only" },
    run: async ({ server, options }) =>
      (await server.all<UserInfo>(`/users${options.has("inactive") ? "?inactive=true" : ""}`)).map(row),
  },
  {
    name: "user search",
    takes: "<text>",
    does: "find accounts by the beginning of a name or address",
    run: async ({ server, words }) =>
      (await server.post<UserInfo[]>("/users/search", { term: words[0], allow_inactive: true, limit: 100 })).map(row),
  },
  {
    name: "user create",
    takes: "<username> <email> <password>",
    does: "create an account",
    options: { admin: "make it a system administrator" },
    async run({ server, words: [username, email, password], options }) {
      const user = await server.post<UserInfo>("/users", { username, email, password });
      if (options.has("admin")) await server.put(`/users/${user.id}/roles`, { roles: "system_admin system_user" });
      return `Created ${user.username} (${user.id}).`;
    },
  },
  {
    name: "user password",
    takes: "<user> <password>",
    does: "set a password; ends the sessions of the account and unlocks it",
    async run({ server, words: [who, password] }) {
      const { id, username } = await person(server, who ?? "");
      await server.put(`/users/${id}/password`, { new_password: password });
      return `${username} has a new password.`;
    },
  },
  {
    name: "user email",
    takes: "<user> <email>",
    does: "change an e-mail address",
    async run({ server, words: [who, email] }) {
      const { id, username } = await person(server, who ?? "");
      await server.put(`/users/${id}/patch`, { email });
      return `${username} has the address ${email}.`;
    },
  },
  {
    name: "user rename",
    takes: "<user> <username>",
    does: "change a user name",
    async run({ server, words: [who, username] }) {
      const { id } = await person(server, who ?? "");
      await server.put(`/users/${id}/patch`, { username });
      return `Renamed to ${username}.`;
    },
  },
  {
    name: "user roles",
    takes: "<user> <role>...",
    does: "set the system-wide roles, such as system_user system_admin",
    async run({ server, words: [who, ...roles] }) {
      const { id, username } = await person(server, who ?? "");
      const known = (await server.get<{ name: string }[]>("/roles")).map(({ name }) => name);
      const unknown = roles.filter((role) => !known.includes(role));
      if (unknown.length > 0)
        throw new CommandError(`There is no role ${unknown.join(", ")}. courtyard role list shows what there is.`);
      await server.put(`/users/${id}/roles`, { roles: roles.join(" ") });
      return `${username}: ${roles.join(" ")}`;
    },
  },
  {
    name: "user deactivate",
    takes: "<user>",
    does: "end an account's sessions and refuse its sign-in; nothing is deleted",
    run: async ({ server, words: [who] }) => setActive(server, who, false),
  },
  {
    name: "user activate",
    takes: "<user>",
    does: "let an account sign in again",
    run: async ({ server, words: [who] }) => setActive(server, who, true),
  },
  {
    name: "user sessions",
    takes: "<user>",
    does: "list where somebody is signed in",
    options: { end: "end all of them" },
    async run({ server, words: [who], options }) {
      const { id, username } = await person(server, who ?? "");
      if (options.has("end")) {
        await server.post(`/users/${id}/sessions/revoke/all`);
        return `${username} is signed out everywhere.`;
      }
      const sessions = await server.get<
        { props: Record<string, string>; create_at: number; last_activity_at: number; id: string }[]
      >(`/users/${id}/sessions`);
      return sessions.map((session) => ({
        device: `${session.props.browser ?? ""} ${session.props.os ?? ""}`.trim(),
        since: when(session.create_at),
        used: when(session.last_activity_at),
        id: session.id,
      }));
    },
  },
  {
    name: "user mfa-off",
    takes: "<user>",
    does: "switch the second factor off for somebody who lost it",
    async run({ server, words: [who] }) {
      const { id, username } = await person(server, who ?? "");
      await server.put(`/users/${id}/mfa`, { activate: false });
      return `${username} signs in without a second factor.`;
    },
  },
  {
    name: "user erase",
    takes: "<user>",
    does: "erase a person for good; the messages stay without a name",
    options: { messages: "remove the messages too", yes: "do it without asking again" },
    async run({ server, words: [who], options }) {
      const { id, username } = await person(server, who ?? "");
      if (!options.has("yes")) throw new CommandError(`This cannot be undone. Repeat with --yes to erase ${username}.`);
      return server.post(`/courtyard/users/${id}/erase`, {
        mode: options.has("messages") ? "remove" : "anonymise",
        confirm: username,
      });
    },
  },
  {
    name: "user erase-all",
    takes: "",
    does: "erase everybody with their messages, administrators too; teams, channels and settings stay",
    options: { yes: "do it without asking again" },
    async run({ server, options }) {
      if (!options.has("yes"))
        throw new CommandError("This erases everybody and cannot be undone. Repeat with --yes to do it.");
      await server.delete("/users");
      return "Everybody is erased. Whoever signs up next administers this server.";
    },
  },
  {
    name: "user sign-in-link",
    takes: "<user>",
    does: "make a link with which somebody sets a password",
    run: async ({ server, words: [who] }) =>
      server.post(`/courtyard/users/${(await person(server, who ?? "")).id}/sign_in_link`),
  },
];

async function setActive(
  server: Parameters<typeof person>[0],
  who: string | undefined,
  active: boolean,
): Promise<string> {
  const { id, username } = await person(server, who ?? "");
  await server.put(`/users/${id}/active`, { active });
  return `${username} is ${active ? "active" : "deactivated"}.`;
}
