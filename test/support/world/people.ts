import { hashOfSecret, newId, newSecret } from "../../../core/platform/ids.js";
import { aBot, anAdmin, aUser, Person, signIn } from "../people.js";
import type { TestServer } from "../server.js";

/** Who stands where in the world of the tests; the columns of the access matrix, in this order. */
export const roles = [
  "anonymous",
  "expired",
  "outsider",
  "teammate",
  "guest",
  "bot",
  "member",
  "channelAdmin",
  "teamAdmin",
  "systemAdmin",
] as const;
export type Role = (typeof roles)[number];
export type Cast = Record<Role, Person>;

/** Everybody, with an account each; nobody is in a team yet. */
export async function castOf(server: TestServer): Promise<Cast> {
  const systemAdmin = await anAdmin(server, "ada");
  const member = await aUser(systemAdmin, "mia");
  const expired = await signIn(server, "mia");
  await server.sql(
    "UPDATE sessions SET expires_at = 1 WHERE id = (SELECT id FROM sessions WHERE user_id = $1 ORDER BY create_at DESC, id DESC LIMIT 1)",
    [member.id],
  );
  const guest = await aUser(systemAdmin, "gus");
  await systemAdmin.put(`/users/${guest.id}/roles`, { roles: "system_guest" });
  const bot = await aBot(systemAdmin, "robo");
  return {
    anonymous: new Person(server.url),
    expired,
    outsider: await aUser(systemAdmin, "otto"),
    teammate: await aUser(systemAdmin, "tess"),
    guest,
    bot,
    member,
    channelAdmin: await aUser(systemAdmin, "cleo"),
    teamAdmin: await aUser(systemAdmin, "tara"),
    systemAdmin,
  };
}

/** A new account like another, with the same password, signed in: for calls that would spoil the standing one. */
export async function cloneOf(server: TestServer, like: Person): Promise<Person> {
  const id = newId();
  const username = `clone-${id}`;
  const columns = (
    await server.sql<{ column_name: string }>(
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'users' AND table_schema = current_schema() AND is_generated = 'NEVER'",
    )
  )
    .map((row) => row.column_name)
    .filter((name) => !["id", "username", "email"].includes(name))
    .join(", ");
  await server.sql(
    `INSERT INTO users (id, username, email, ${columns}) SELECT $1, $2, $2 || '@example.org', ${columns} FROM users WHERE id = $3`,
    [id, username, like.id],
  );
  return renewed(server, new Person(server.url, "", id, username, like.password));
}

/** The same person with a new session; a bot with a new token. */
export async function renewed(server: TestServer, person: Person): Promise<Person> {
  if (!person.id) return person;
  const user = await server.app.users.get(person.id);
  if (user.is_bot) return new Person(server.url, await tokenOf(server, person.id), person.id, person.username);
  const device = { deviceId: "", mobile: false, platform: "", os: "", browser: "" };
  const { token } = await server.app.sessions.create(user, device as never);
  return new Person(server.url, token, person.id, person.username, person.password);
}

async function tokenOf(server: TestServer, userId: string): Promise<string> {
  const token = newSecret();
  await server.sql(
    "INSERT INTO access_tokens (id, token_hash, user_id, description, create_at) VALUES ($1, $2, $3, 'work', $4)",
    [newId(), hashOfSecret(token), userId, Date.now()],
  );
  return token;
}
