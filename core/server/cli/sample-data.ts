import { type Command, team } from "./command.js";
import { CommandError, type Connection } from "./connection.js";
import { CHANNELS, type Channel, FILLERS, GREETING, type Line, type Name, PEOPLE } from "./sample-story.js";

interface Sample {
  readonly id: string;
  /** What this person does goes through here. */
  readonly own: Connection;
}
type Cast = Record<Name, Sample>;

const DOMAIN = "sample.invalid";

/** Makes somebody of the sample team, or finds whom an earlier run made, and signs them in. */
async function appear(server: Connection, name: Name): Promise<Sample> {
  const { full, position } = PEOPLE[name];
  const [first_name = "", last_name = ""] = full.split(" ");
  const username = full.replace(" ", ".").toLowerCase();
  const email = `${username}@${DOMAIN}`;
  // Nobody else can sign in to these accounts: the password is thrown away.
  const password = `${crypto.randomUUID()}Aa1!`;
  const known = await server.get<{ id: string }>(`/users/email/${email}`).catch(() => undefined);
  if (known) await server.put(`/users/${known.id}/password`, { new_password: password });
  const profile = { username, email, password, first_name, last_name, position };
  const user = known ?? (await server.post<{ id: string }>("/users", profile));
  return { id: user.id, own: await server.signIn(email, password) };
}

/** Lets people say lines in a channel; a line that is a reply answers the last that was none. */
async function talk(cast: Cast, channelId: string, lines: readonly Line[], you: string): Promise<void> {
  let root = "";
  for (const { by, says, reply, pinned, reactions = [] } of lines) {
    const { own } = cast[by];
    const message = says.replaceAll("{you}", you);
    const post = await own.post<{ id: string }>("/posts", {
      channel_id: channelId,
      message,
      root_id: reply ? root : "",
    });
    if (!reply) root = post.id;
    if (pinned) await own.post(`/posts/${post.id}/pin`);
    for (const [emoji_name, ...names] of reactions)
      for (const name of names)
        await cast[name].own.post("/reactions", { user_id: cast[name].id, post_id: post.id, emoji_name });
  }
}

/** As many lines of a channel as are wanted: its own, then what can be said everywhere. */
function linesOf({ lines }: Channel, wanted: number): readonly Line[] {
  const names = Object.keys(PEOPLE) as Name[];
  const more = Array.from(
    { length: Math.max(0, wanted - lines.length) },
    (_, n): Line => ({
      by: names[n % names.length] as Name,
      says: FILLERS[(n * 7) % FILLERS.length] as string,
      ...(n % 5 === 4 && { reply: true }),
    }),
  );
  return [...lines, ...more].slice(0, wanted);
}

/** The first message to the administrator, unless they have talked before. */
async function greet(cast: Cast, you: { id: string } | undefined): Promise<void> {
  const { own, id } = cast.sam;
  if (!you) return;
  const direct = await own.post<{ id: string; total_msg_count: number }>("/channels/direct", [id, you.id]);
  if (direct.total_msg_count === 0) await talk(cast, direct.id, GREETING, "");
}

/** Fills a team with people and conversations, so that somebody can look around. */
async function fill(server: Connection, name: string, messages: number | undefined): Promise<string> {
  const you = await server.get<{ id: string; username: string }>("/users/me").catch(() => undefined);
  const made = await team(server, name).catch(() =>
    server.post<{ id: string; name: string }>("/teams", { name, display_name: "Sample team", type: "I" }),
  );
  const cast = {} as Cast;
  for (const who of Object.keys(PEOPLE) as Name[]) {
    cast[who] = await appear(server, who);
    await server.post(`/teams/${made.id}/members`, { team_id: made.id, user_id: cast[who].id });
  }
  const people = Object.values(cast);
  let written = 0;
  for (const [index, place] of CHANNELS.entries()) {
    const channel = await server.get<{ id: string }>(`/teams/${made.id}/channels/name/${place.name}`).catch(() =>
      server.post<{ id: string }>("/channels", {
        team_id: made.id,
        name: place.name,
        display_name: place.title,
        purpose: place.purpose,
        type: "O",
      }),
    );
    await server.post(`/channels/${channel.id}/members`, { user_ids: people.map((person) => person.id) });
    const wanted = messages === undefined ? place.lines.length : share(messages, index);
    await talk(cast, channel.id, linesOf(place, wanted), you ? `@${you.username}` : "Everybody:");
    written += wanted;
  }
  await greet(cast, you);
  for (const person of people) await person.own.post("/users/logout");
  return `The team ${name} has ${people.length} people, ${CHANNELS.length} channels and ${written} new messages.`;
}

/** What one channel gets of all messages. */
const share = (messages: number, index: number) =>
  Math.floor(messages / CHANNELS.length) + (index < messages % CHANNELS.length ? 1 : 0);

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text)) throw new CommandError("--messages wants a number, such as --messages 500.");
  return Number(text);
}

export const sampleDataCommands: Command[] = [
  {
    name: "sample-data",
    takes: "[team]",
    does: "fill a team with people who talk, to look around in",
    options: { "messages <number>": "how many; when not given, a conversation in each channel" },
    run: ({ server, words: [name = "sample"], options }) => fill(server, name, countOf(options.get("messages"))),
  },
];
