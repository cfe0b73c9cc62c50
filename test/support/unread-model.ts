/** A message as the model of what is unread knows it. */
export interface KnownPost {
  readonly id: string;
  readonly channel: string;
  readonly author: string;
  readonly root: string;
  readonly at: number;
  /** Who was in the channel and is named by it. */
  readonly named: ReadonlySet<string>;
  readonly everybody: boolean;
  gone: boolean;
}

interface Following {
  follows: boolean;
  viewed: number;
}

/** What clients should be told about a membership: messages and mentions that are unread, and of these the roots. */
export interface Unread {
  messages: number;
  roots: number;
  mentions: number;
  rootMentions: number;
}

/**
 * What must be unread for whom, said in another way than the server counts it: by the set of messages each person has
 * yet to see. It knows nothing of counters.
 */
export class UnreadModel {
  readonly posts = new Map<string, KnownPost>();
  /** By person and channel: messages they have not seen; no set where they are not in. */
  readonly #unseen = new Map<string, Set<string>>();
  readonly #viewed = new Map<string, number>();
  readonly #following = new Map<string, Following>();

  constructor(
    readonly people: readonly string[],
    /** Channels in which every message is meant for everybody. */
    readonly conversations: ReadonlySet<string>,
  ) {}

  #key = (...parts: string[]) => parts.join(" ");

  isIn = (person: string, channel: string) => this.#unseen.has(this.#key(person, channel));
  live = (channel: string) => [...this.posts.values()].filter((post) => post.channel === channel && !post.gone);
  replies = (root: string) => [...this.posts.values()].filter((post) => post.root === root && !post.gone);

  joined(person: string, channel: string, at: number): void {
    this.#unseen.set(this.#key(person, channel), new Set());
    this.#viewed.set(this.#key(person, channel), at);
    for (const { id } of this.live(channel)) {
      const row = this.#following.get(this.#key(person, id));
      const last = Math.max(0, ...this.replies(id).map((reply) => reply.at));
      if (row) row.viewed = Math.max(row.viewed, last);
    }
  }

  left(person: string, channel: string): void {
    this.#unseen.delete(this.#key(person, channel));
  }

  wrote(post: KnownPost): void {
    this.posts.set(post.id, post);
    for (const person of this.people) {
      const unseen = this.#unseen.get(this.#key(person, post.channel));
      if (!unseen) continue;
      if (person !== post.author) unseen.add(post.id);
      else if (!post.root) this.viewed(person, post.channel, post.at);
    }
    if (post.root) this.#threadGrew(post);
  }

  #threadGrew(post: KnownPost): void {
    const root = this.posts.get(post.root) as KnownPost;
    for (const person of this.people) {
      if (!this.isIn(person, post.channel)) continue;
      const key = this.#key(person, root.id);
      const row = this.#following.get(key);
      if (person === post.author) {
        this.#following.set(key, { follows: true, viewed: Math.max(row?.viewed ?? 0, post.at) });
      } else if (post.named.has(person)) {
        this.#following.set(key, { follows: true, viewed: row?.follows ? row.viewed : post.at - 1 });
      } else if (!row && (root.author === person || root.named.has(person))) {
        this.#following.set(key, { follows: true, viewed: root.at });
      }
    }
  }

  deleted(id: string): void {
    for (const post of this.posts.values()) {
      if (post.id !== id && post.root !== id) continue;
      post.gone = true;
      for (const unseen of this.#unseen.values()) unseen.delete(post.id);
    }
  }

  viewed(person: string, channel: string, at: number): void {
    this.#unseen.get(this.#key(person, channel))?.clear();
    const key = this.#key(person, channel);
    this.#viewed.set(key, Math.max(this.#viewed.get(key) ?? 0, at));
  }

  /** Everything in a channel is seen, replies too. */
  viewedInFull(person: string, channel: string, at: number): void {
    this.viewed(person, channel, at);
    for (const { id } of this.live(channel)) {
      const row = this.#following.get(this.#key(person, id));
      const last = Math.max(0, ...this.replies(id).map((reply) => reply.at));
      if (row) row.viewed = Math.max(row.viewed, last);
    }
  }

  markedUnread(person: string, id: string): void {
    const post = this.posts.get(id) as KnownPost;
    const later = this.live(post.channel).filter(
      (other) => other.at >= post.at && (other.author !== person || other.id === id),
    );
    this.#unseen.set(this.#key(person, post.channel), new Set(later.map((other) => other.id)));
    this.#viewed.set(this.#key(person, post.channel), post.at - 1);
  }

  followed(person: string, root: string, follows: boolean, at: number): void {
    const key = this.#key(person, root);
    const row = this.#following.get(key);
    if (!row) this.#following.set(key, { follows, viewed: at });
    else {
      if (follows && !row.follows) row.viewed = Math.max(row.viewed, at);
      row.follows = follows;
    }
  }

  follows = (person: string, root: string) => this.#following.get(this.#key(person, root))?.follows ?? false;

  threadViewed(person: string, root: string, at: number): void {
    const row = this.#following.get(this.#key(person, root));
    if (row) row.viewed = at;
  }

  /** What is unread in a channel for somebody who is in it. */
  unread(person: string, channel: string): Unread {
    const unseen = [...(this.#unseen.get(this.#key(person, channel)) ?? [])].map(
      (id) => this.posts.get(id) as KnownPost,
    );
    const since = this.#viewed.get(this.#key(person, channel)) ?? 0;
    const called = this.live(channel).filter(
      (post) =>
        post.author !== person &&
        post.at > since &&
        (this.conversations.has(channel) || post.everybody || post.named.has(person)),
    );
    return {
      messages: unseen.length,
      roots: unseen.filter((post) => !post.root).length,
      mentions: called.length,
      rootMentions: called.filter((post) => !post.root).length,
    };
  }

  /** The threads somebody follows, as the inbox must list them: the newest first. */
  inbox(person: string): { id: string; unread: number; mentions: number }[] {
    return [...this.posts.values()]
      .filter((post) => !post.root && !post.gone && this.isIn(person, post.channel) && this.follows(person, post.id))
      .flatMap((root) => {
        const replies = this.replies(root.id);
        const since = this.#following.get(this.#key(person, root.id))?.viewed ?? 0;
        const fresh = replies.filter((post) => post.author !== person && post.at > since);
        const called = fresh.filter(
          (post) => this.conversations.has(root.channel) || post.everybody || post.named.has(person),
        );
        const last = Math.max(0, ...replies.map((post) => post.at));
        return replies.length > 0 ? [{ id: root.id, unread: fresh.length, mentions: called.length, last }] : [];
      })
      .sort((a, b) => b.last - a.last || (a.id < b.id ? 1 : -1))
      .map(({ last: _, ...thread }) => thread);
  }
}
