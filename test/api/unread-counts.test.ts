import assert from "node:assert/strict";
import { aChannel, aDirect, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { type KnownPost, UnreadModel } from "../support/unread-model.js";

const STEPS = 80;

/** Random numbers from 0 to 1 that are the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Place {
  id: string;
  total_msg_count: number;
  total_msg_count_root: number;
}

interface Membership {
  channel_id: string;
  msg_count: number;
  msg_count_root: number;
  mention_count: number;
  mention_count_root: number;
}

describe("what is unread, after anything people do", () => {
  let server: TestServer;
  let admin: Person;
  let people: Person[];
  let team: { id: string };
  let channels: { id: string }[];
  let open: { id: string };
  let model: UnreadModel;
  let told: string[];

  before(async () => {
    server = await startTestServer();
    admin = await anAdmin(server);
  });
  after(() => server.stop());

  /** A world of its own for each seed, as the model knows it. */
  async function begin(seed: number): Promise<void> {
    const person = (username: string) => aUser(admin, `${username}${seed}`);
    const [amy, bob, cyd] = [await person("amy"), await person("bob"), await person("cyd")];
    people = [amy, bob, cyd];
    team = await aTeam(amy, `team${seed}`);
    await join(amy, team, bob, cyd);
    open = await aChannel(amy, team, "open");
    const hidden = await aChannel(amy, team, "hidden", "P");
    await add(amy, open, bob, cyd);
    await add(amy, hidden, bob, cyd);
    const direct = await aDirect(amy, bob);
    const group = await amy.post<{ id: string }>("/channels/group", [amy.id, bob.id, cyd.id]);
    channels = [open, hidden, direct, group];
    told = [];
    model = new UnreadModel(
      people.map(({ id }) => id),
      new Set([direct.id, group.id]),
    );
    for (const channel of channels)
      for (const person of people) if (channel !== direct || person !== cyd) model.joined(person.id, channel.id, 0);
  }

  const name = (id: string) => people.find((person) => person.id === id)?.username ?? id;

  /** Does one thing, if it can be done now, and says what it was. */
  async function step(random: () => number): Promise<string | undefined> {
    const one = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
    const person = one(people) as Person;
    const channel = one(channels.filter(({ id }) => model.isIn(person.id, id)));
    const what = random();
    if (!channel || what < 0.05) return comeOrGo(person);
    const posts = model.live(channel.id);
    const post = one(posts);
    if (what < 0.5 || !post) return write(person, channel, one([undefined, ...posts]), random());
    const root = post.root || post.id;
    const threads = `/users/me/teams/${team.id}/threads`;
    if (what < 0.6) {
      const own = one(posts.filter(({ author }) => author === person.id));
      if (!own) return;
      await person.delete(`/posts/${own.id}`);
      model.deleted(own.id);
      return `deletes ${told.indexOf(own.id)}`;
    }
    if (what < 0.7) {
      const collapsed = random() < 0.6;
      await person.post("/channels/members/me/view", {
        channel_id: channel.id,
        collapsed_threads_supported: collapsed,
      });
      const last = Math.max(...posts.map(({ at }) => at));
      if (collapsed) model.viewed(person.id, channel.id, last);
      else model.viewedInFull(person.id, channel.id, last);
      return `looks at a channel, threads ${collapsed ? "collapsed" : "in full"}`;
    }
    if (what < 0.8) {
      await person.post(`/users/me/posts/${post.id}/set_unread`, { collapsed_threads_supported: true });
      model.markedUnread(person.id, post.id);
      return `marks ${told.indexOf(post.id)} as unread`;
    }
    if (what < 0.86) {
      const follows = random() < 0.6;
      await person.send(follows ? "PUT" : "DELETE", `${threads}/${root}/following`);
      const last = Math.max(0, ...model.replies(root).map(({ at }) => at));
      model.followed(person.id, root, follows, last || (model.posts.get(root) as KnownPost).at);
      return `${follows ? "follows" : "leaves"} the thread ${told.indexOf(root)}`;
    }
    if (!model.follows(person.id, root) || model.replies(root).length === 0) return;
    if (what < 0.93) {
      const at = (one(posts) as KnownPost).at;
      await person.put(`${threads}/${root}/read/${at}`);
      model.threadViewed(person.id, root, at);
      return `reads the thread ${told.indexOf(root)}`;
    }
    await person.post(`${threads}/${root}/set_unread/${post.id}`);
    model.threadViewed(person.id, root, post.at - 1);
    return `marks the thread ${told.indexOf(root)} as unread from ${told.indexOf(post.id)}`;
  }

  async function comeOrGo(person: Person): Promise<string | undefined> {
    if (person === people[0]) return;
    if (model.isIn(person.id, open.id)) {
      await person.delete(`/channels/${open.id}/members/${person.id}`);
      model.left(person.id, open.id);
      return "leaves";
    }
    await (people[0] as Person).post(`/channels/${open.id}/members`, { user_id: person.id });
    const { last_viewed_at } = await person.get(`/channels/${open.id}/members/${person.id}`);
    model.joined(person.id, open.id, last_viewed_at);
    return "comes back";
  }

  async function write(person: Person, channel: { id: string }, to: KnownPost | undefined, kind: number) {
    const called = people[Math.floor(kind * 97) % people.length] as Person;
    const everybody = kind < 0.15;
    const named = kind > 0.6;
    const words = everybody ? "@channel" : named ? `@${called.username}` : "words";
    const root = to ? to.root || to.id : "";
    const post = await aPost(person, channel, words, { root_id: root });
    const hears = named && called !== person && model.isIn(called.id, channel.id);
    model.wrote({
      id: post.id,
      channel: channel.id,
      author: person.id,
      root,
      at: post.create_at,
      named: new Set(hears ? [called.id] : []),
      everybody,
      gone: false,
    });
    told.push(post.id);
    return `writes ${told.length - 1}: ${words}${root ? `, in the thread ${told.indexOf(root)}` : ""}`;
  }

  /** Compares everything a person's clients are told with the model. */
  async function compare(person: Person): Promise<void> {
    const wanted: Record<string, unknown> = {};
    const found: Record<string, unknown> = {};
    const threads = `/users/me/teams/${team.id}/threads?per_page=200`;
    const [places, members, of, list, unreadOnes] = await Promise.all([
      person.get<Place[]>("/users/me/channels"),
      person.get<Membership[]>("/users/me/channel_members?page=-1"),
      person.get<Membership>(`/users/me/teams/${team.id}/unread`),
      person.get(threads),
      person.get(`${threads}&unread=true`),
    ]);
    let [messages, mentions] = [0, 0];
    for (const channel of channels.filter(({ id }) => model.isIn(person.id, id))) {
      const now = places.find(({ id }) => id === channel.id) as Place;
      const member = members.find(({ channel_id }) => channel_id === channel.id) as Membership;
      const place = `channel ${channels.indexOf(channel)}`;
      const is = model.unread(person.id, channel.id);
      wanted[place] = is;
      found[place] = {
        messages: now.total_msg_count - member.msg_count,
        roots: now.total_msg_count_root - member.msg_count_root,
        mentions: member.mention_count,
        rootMentions: member.mention_count_root,
      };
      if (model.conversations.has(channel.id)) continue;
      messages += is.messages;
      mentions += is.mentions;
    }
    wanted.team = { messages, mentions };
    found.team = { messages: of.msg_count, mentions: of.mention_count };
    const inbox = model.inbox(person.id);
    wanted.inbox = inbox;
    found.inbox = list.threads.map((thread: { id: string; unread_replies: number; unread_mentions: number }) => ({
      id: thread.id,
      unread: thread.unread_replies,
      mentions: thread.unread_mentions,
    }));
    wanted.totals = {
      threads: inbox.length,
      unread: inbox.filter(({ unread }) => unread > 0).length,
      mentions: inbox.reduce((sum, thread) => sum + thread.mentions, 0),
    };
    found.totals = {
      threads: list.total,
      unread: list.total_unread_threads,
      mentions: list.total_unread_mentions,
    };
    wanted.unreadOnes = inbox.filter(({ unread }) => unread > 0).map(({ id }) => id);
    found.unreadOnes = unreadOnes.threads.map(({ id }: { id: string }) => id);
    assert.deepEqual(found, wanted);
  }

  /** Compares what messages say of their threads with the replies there are. */
  async function compareThreads(): Promise<void> {
    for (const channel of channels) {
      const reader = people.find(({ id }) => model.isIn(id, channel.id)) as Person;
      const query = "collapsedThreads=true&per_page=200";
      const { posts } = await reader.get(`/channels/${channel.id}/posts?${query}`);
      for (const root of model.live(channel.id).filter((post) => !post.root)) {
        const replies = model.replies(root.id).sort((a, b) => b.at - a.at);
        const { reply_count, last_reply_at, participants } = posts[root.id];
        assert.deepEqual(
          { reply_count, last_reply_at, participants: participants.map(({ id }: { id: string }) => name(id)) },
          {
            reply_count: replies.length,
            last_reply_at: replies[0]?.at ?? 0,
            participants: [...new Set(replies.map(({ author }) => name(author)))],
          },
        );
      }
    }
  }

  // Other seeds find other ways: COURTYARD_SEED=7 tries that one.
  const seeds = process.env.COURTYARD_SEED ? [Number(process.env.COURTYARD_SEED)] : [1, 2];
  for (const seed of seeds) {
    it(`is what they have not seen (seed ${seed})`, async function () {
      this.timeout(600_000);
      await begin(seed);
      const random = numbers(seed);
      const done: string[] = [];
      for (let n = 0; n < STEPS; n++) {
        const what = await step(random);
        if (!what) continue;
        done.push(what);
        try {
          for (const person of people) await compare(person);
          if (n % 20 === 0) await compareThreads();
        } catch (error) {
          throw new Error(`seed ${seed}, after: ${done.slice(-12).join("; ")}\n${(error as Error).message}`);
        }
      }
      await compareThreads();
    });
  }
});
