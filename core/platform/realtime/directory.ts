import type { Connection } from "./connection.js";
import type { Audience } from "./types.js";

const NOBODY: readonly Connection[] = [];

/** A connected user (or one whose topics are being loaded). */
class Member {
  readonly topics = new Set<Topic>();
  readonly connections: Connection[] = [];
  /** Changes of membership that came while the topics were loaded; they are newer than what is loaded. */
  changes: Map<string, boolean> | null = null;
  loaded: Promise<void> = Promise.resolve();
  /** Sockets that wait for `loaded`. */
  waiting = 0;
  constructor(readonly id: string) {}
}

class Topic {
  readonly members = new Set<Member>();
  /**
   * All connections of the members. A fan-out walks a list that was current when the event was published, so a list
   * is only ever appended to; after a removal a new one is made.
   */
  private list: Connection[] | null = null;
  constructor(readonly name: string) {}

  get connections(): readonly Connection[] {
    if (this.list === null) {
      this.list = [];
      for (const member of this.members) this.list.push(...member.connections);
    }
    return this.list;
  }

  appear(connections: readonly Connection[]): void {
    this.list?.push(...connections);
  }

  shrink(): void {
    this.list = null;
  }
}

/** Who is connected, and who hears what. */
export class Directory {
  readonly connections = new Map<string, Connection>();
  private readonly members = new Map<string, Member>();
  private readonly topics = new Map<string, Topic>();
  private readonly sessions = new Map<string, Set<Connection>>();
  private everyone: Connection[] | null = null;

  constructor(private readonly topicsOf: (userId: string) => Promise<string[]>) {}

  get topicCount(): number {
    return this.topics.size;
  }

  /**
   * Loads what a user hears, unless that is known, and then calls `work`, which may add connections of this user: from
   * that moment on they miss no event. Rejects with what the load rejects with.
   */
  async admit(userId: string, work: (add: (connection: Connection) => void) => void): Promise<void> {
    const member = this.members.get(userId) ?? this.enter(userId);
    member.waiting++;
    try {
      await member.loaded;
      work((connection) => this.add(member, connection));
    } finally {
      member.waiting--;
      this.tidy(member);
    }
  }

  /** Loads a user's topics anew, for the case that changes may have been missed. */
  async reload(userId: string): Promise<void> {
    const member = this.members.get(userId);
    if (member === undefined) return;
    const attempt = member.loaded.then(() => this.load(member));
    // Whoever waits for the topics goes on with the old ones when this fails.
    member.loaded = attempt.catch(() => {});
    return attempt;
  }

  userIds(): string[] {
    return [...this.members.keys()];
  }

  remove(connection: Connection): void {
    this.connections.delete(connection.id);
    this.forgetSession(connection);
    this.everyone = null;
    const member = this.members.get(connection.userId);
    if (member === undefined) return;
    const at = member.connections.indexOf(connection);
    if (at >= 0) member.connections.splice(at, 1);
    for (const topic of member.topics) topic.shrink();
    this.tidy(member);
  }

  changeSession(connection: Connection, sessionId: string): void {
    this.forgetSession(connection);
    connection.sessionId = sessionId;
    this.rememberSession(connection);
  }

  ofSession(sessionId: string): Connection[] {
    return [...(this.sessions.get(sessionId) ?? [])];
  }

  sessionIds(): { sessionId: string; userId: string }[] {
    return [...this.sessions].map(([sessionId, [first]]) => ({ sessionId, userId: (first as Connection).userId }));
  }

  ofUser(userId: string): readonly Connection[] {
    return this.members.get(userId)?.connections ?? NOBODY;
  }

  isOnline(userId: string): boolean {
    return this.ofUser(userId).some((connection) => connection.peer !== null);
  }

  onlineIn(topic: string): string[] {
    const online: string[] = [];
    for (const member of this.topics.get(topic)?.members ?? []) if (this.isOnline(member.id)) online.push(member.id);
    return online;
  }

  subscribe(userId: string, topic: string): void {
    const member = this.members.get(userId);
    if (member === undefined) return;
    member.changes?.set(topic, true);
    this.link(member, topic);
  }

  unsubscribe(userId: string, topic: string): void {
    const member = this.members.get(userId);
    if (member === undefined) return;
    member.changes?.set(topic, false);
    this.unlink(member, topic);
  }

  /** Everybody an event goes to, at this moment. The list may be appended to later, but never changes otherwise. */
  audience(audience: Audience): readonly Connection[] {
    if ("topic" in audience) return this.topics.get(audience.topic)?.connections ?? NOBODY;
    if ("topics" in audience) return this.union(audience.topics);
    if ("users" in audience) return [...new Set(audience.users)].flatMap((id) => this.ofUser(id));
    if ("connection" in audience) {
      const connection = this.connections.get(audience.connection);
      return connection === undefined ? NOBODY : [connection];
    }
    this.everyone ??= [...this.connections.values()];
    return this.everyone;
  }

  private union(topics: string[]): readonly Connection[] {
    if (topics.length === 1) return this.topics.get(topics[0] as string)?.connections ?? NOBODY;
    const all = new Set<Connection>();
    for (const name of topics) for (const connection of this.topics.get(name)?.connections ?? []) all.add(connection);
    return [...all];
  }

  private enter(userId: string): Member {
    const member = new Member(userId);
    this.members.set(userId, member);
    member.loaded = this.load(member);
    // A failed load is not kept: the next socket tries again.
    member.loaded.catch(() => {
      if (this.members.get(userId) === member) this.members.delete(userId);
    });
    return member;
  }

  private async load(member: Member): Promise<void> {
    const changes = new Map<string, boolean>();
    member.changes = changes;
    try {
      const wanted = new Set(await this.topicsOf(member.id));
      for (const [topic, joined] of changes)
        if (joined) wanted.add(topic);
        else wanted.delete(topic);
      if (this.members.get(member.id) !== member) return;
      for (const topic of [...member.topics]) if (!wanted.has(topic.name)) this.unlink(member, topic.name);
      for (const topic of wanted) this.link(member, topic);
    } finally {
      member.changes = null;
    }
  }

  private add(member: Member, connection: Connection): void {
    this.connections.set(connection.id, connection);
    this.rememberSession(connection);
    this.everyone?.push(connection);
    member.connections.push(connection);
    for (const topic of member.topics) topic.appear([connection]);
  }

  private tidy(member: Member): void {
    if (member.connections.length > 0 || member.waiting > 0 || this.members.get(member.id) !== member) return;
    this.members.delete(member.id);
    for (const topic of [...member.topics]) this.unlink(member, topic.name);
  }

  private link(member: Member, name: string): void {
    let topic = this.topics.get(name);
    if (topic === undefined) {
      topic = new Topic(name);
      this.topics.set(name, topic);
    }
    if (topic.members.has(member)) return;
    topic.members.add(member);
    member.topics.add(topic);
    topic.appear(member.connections);
  }

  private unlink(member: Member, name: string): void {
    const topic = this.topics.get(name);
    if (topic === undefined || !topic.members.delete(member)) return;
    member.topics.delete(topic);
    topic.shrink();
    if (topic.members.size === 0) this.topics.delete(name);
  }

  private rememberSession(connection: Connection): void {
    const open = this.sessions.get(connection.sessionId);
    if (open === undefined) this.sessions.set(connection.sessionId, new Set([connection]));
    else open.add(connection);
  }

  private forgetSession(connection: Connection): void {
    const open = this.sessions.get(connection.sessionId);
    if (open?.delete(connection) && open.size === 0) this.sessions.delete(connection.sessionId);
  }
}
