import { type Command, team } from "./command.js";
import type { Connection } from "./connection.js";

const NAMES = [
  "Aiko Tanaka",
  "Jonas Lind",
  "Sam Okafor",
  "Lucia Romero",
  "Noor Haddad",
  "Piotr Nowak",
  "Mei Chen",
  "Tom Byrne",
];
const CHANNELS = ["planning", "greenhouse", "visitors", "seed-bank"];
const LINES = [
  "Good morning! What is on today?",
  "The plan for next week is ready, please have a look.",
  "Can somebody open the gate at eight?",
  "Done. :white_check_mark:",
  "I put the numbers into a table:\n\n| Bed | Plants |\n|---|---|\n| North | 120 |\n| South | 84 |",
  "Thank you, that helps a lot!",
  "Lunch at noon? @here",
  "Look at `inventory --all`, it lists them.",
  "The delivery comes on Thursday. #delivery",
  "Let us talk about it in the thread.",
];

/** Fills a team with people and conversations, so that somebody can look around. */
async function fill(server: Connection, name: string, messages: number): Promise<string> {
  const made = await team(server, name).catch(() =>
    server.post<{ id: string; name: string }>("/teams", { name, display_name: "Sample team", type: "I" }),
  );
  const people: { id: string }[] = [];
  for (const full of NAMES) {
    const [first = "", last = ""] = full.split(" ");
    const username = `${first}.${last}`.toLowerCase();
    const found = await server.get<{ id: string }>(`/users/username/${username}`).catch(() => undefined);
    // Nobody can sign in to these accounts: the password is thrown away.
    const password = `${crypto.randomUUID()}Aa1!`;
    const user =
      found ??
      (await server.post<{ id: string }>("/users", {
        username,
        email: `${username}@sample.invalid`,
        password,
        first_name: first,
        last_name: last,
      }));
    await server.post(`/teams/${made.id}/members`, { team_id: made.id, user_id: user.id });
    people.push(user);
  }
  let written = 0;
  for (const channelName of CHANNELS) {
    const channel = await server.get<{ id: string }>(`/teams/${made.id}/channels/name/${channelName}`).catch(() =>
      server.post<{ id: string }>("/channels", {
        team_id: made.id,
        name: channelName,
        display_name: channelName.replace("-", " "),
        type: "O",
      }),
    );
    await server.post(`/channels/${channel.id}/members`, { user_ids: people.map((user) => user.id) });
    let root = "";
    for (let n = 0; n < messages / CHANNELS.length; n++) {
      const post = await server.post<{ id: string }>("/posts", {
        channel_id: channel.id,
        message: LINES[(n * 7 + written) % LINES.length],
        root_id: n % 5 === 4 ? root : "",
      });
      if (n % 5 === 0) root = post.id;
      written++;
    }
  }
  return `The team ${name} has ${people.length} people, ${CHANNELS.length} channels and ${written} new messages (written in the name of the administrator).`;
}

export const sampleDataCommands: Command[] = [
  {
    name: "sample-data",
    takes: "[team]",
    does: "fill a team with people and messages to look around in",
    options: { messages: "how many, 100 when not given" },
    run: ({ server, words: [name = "sample"], options }) => fill(server, name, Number(options.get("messages") || 100)),
  },
];
