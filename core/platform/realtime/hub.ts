import type { IncomingMessage, Server } from "node:http";
import { hostname } from "node:os";
import type { WebSocket } from "ws";
import { Gate, Revocations } from "./admission.js";
import { Connection, type ConnectionContext } from "./connection.js";
import { Directory } from "./directory.js";
import { Fanout } from "./fanout.js";
import { FrameWriter, helloFrame } from "./frames.js";
import { Inbound, okReply } from "./inbound.js";
import { Outbound } from "./outbound.js";
import { Peer } from "./peer.js";
import { ReplayBudget } from "./replay.js";
import {
  type ActionHandler,
  type ActionOptions,
  defaults,
  type HubOptions,
  type HubPorts,
  type HubStats,
  type Outgoing,
  type Principal,
  type Relay,
  type SerializedOutgoing,
  type UserFilter,
} from "./types.js";
import { listenForUpgrades } from "./upgrade.js";

/** How long `close` waits for what is on its way and for the clients' goodbyes, ms. */
const DRAIN_MS = 1_500;
/** How many users' topics are loaded anew at a time. */
const RELOADS = 4;
/** A sweep that comes later than this shows that the process or the machine stood still, ms. */
const FORGIVEN_MS = 5_000;

/**
 * The realtime server: knows who is connected and who hears which topic, and delivers events to them, numbered and in
 * order. Knows no feature: features publish events and register actions.
 */
export class Hub {
  private readonly options: HubOptions;
  private readonly directory: Directory;
  private readonly context: ConnectionContext;
  private readonly fanout: Fanout;
  private readonly inbound: Inbound;
  private readonly outbound: Outbound;
  private readonly writer = new FrameWriter();
  private readonly revocations = new Revocations();
  private readonly gate: Gate;
  private readonly peers = new Set<Peer>();
  /** Lost connections that can be resumed, the longest lost first. */
  private readonly away = new Set<Connection>();
  /** Open sockets per user. */
  private readonly sockets = new Map<string, number>();
  private readonly counters = { delivered: 0, dropped: 0, closedSlow: 0, resumed: 0 };
  private readonly timer: NodeJS.Timeout;
  private readonly detachers: (() => void)[] = [];
  private anonymous = 0;
  private lastSweep: number;
  private closing = false;

  constructor(
    private readonly ports: HubPorts,
    options: Partial<HubOptions> = {},
  ) {
    this.options = { ...defaults, hostname: hostname(), ...options };
    const { sliceMs, onError, replayBudgetBytes, maxConcurrentJoins, sweepMs } = this.options;
    const { historyEvents, historyBytes, maxQueueEvents } = this.options;
    this.directory = new Directory((userId) => ports.topicsOf(userId));
    this.gate = new Gate(maxConcurrentJoins);
    this.context = {
      options: this.options,
      budget: new ReplayBudget(replayBudgetBytes),
      counters: this.counters,
      kept: {
        open: { events: historyEvents, bytes: historyBytes },
        lost: { events: historyEvents + maxQueueEvents, bytes: historyBytes },
      },
      overflow: (connection) => this.closeSlow(connection),
    };
    this.fanout = new Fanout(sliceMs, (error) => onError(error, "delivery"));
    this.outbound = new Outbound(this.options, this.directory, this.fanout, this.counters, ports);
    this.inbound = new Inbound({
      options: this.options,
      serverVersion: () => ports.serverVersion(),
      challenge: (peer, token, seq) => void this.challenge(peer, token, seq),
    });
    this.lastSweep = this.options.now();
    this.timer = setInterval(() => this.sweep(), sweepMs);
    this.timer.unref();
  }

  /** Serves WebSocket upgrades of this path on a server. */
  attach(server: Server, path: string): void {
    const decide = (request: IncomingMessage) => this.decide(request);
    this.detachers.push(listenForUpgrades(server, path, this.options.maxPayload, { decide }));
  }

  /** Delivers an event here and hands it to the other nodes. Never throws; what goes wrong is reported to `onError`. */
  publish(outgoing: Outgoing): void {
    this.outbound.publish(outgoing);
  }

  /** Delivers an event that another node published. */
  deliverRemote(event: SerializedOutgoing): void {
    this.outbound.deliver(event);
  }

  /** From now on events go to other nodes too; null = this is the only node. */
  useRelay(relay: Relay | null): void {
    this.outbound.relay = relay;
  }

  /** Gives a filter for `Outgoing.only` a name, so that it works on every node. Returns the filter. */
  namedFilter(name: string, filter: UserFilter): UserFilter {
    return this.outbound.nameFilter(name, filter);
  }

  /** Says how an action of clients is answered. `ping` and `authentication_challenge` are the hub's own. */
  onAction(name: string, handler: ActionHandler, { canWait, reads = false }: ActionOptions = {}): void {
    this.inbound.register(name, (context) => {
      this.ports.admitAction?.(context, reads);
      if (canWait) this.ports.refuseWhenBusy?.();
      return handler(context);
    });
  }

  /** What clients may ask for, but for `authentication_challenge`. */
  get actions(): string[] {
    return this.inbound.names;
  }

  /** From now on the user hears the topic. To be called after the change is committed. */
  subscribe(userId: string, topic: string): void {
    this.directory.subscribe(userId, topic);
  }

  /** From now on the user does not hear the topic. Events published before may still arrive. */
  unsubscribe(userId: string, topic: string): void {
    this.directory.unsubscribe(userId, topic);
  }

  /**
   * Loads the topics of one user (or of all connected ones) anew, after changes may have been missed; a few at a time,
   * so that those who connect meanwhile need not wait for all.
   */
  async reloadTopics(userId?: string): Promise<void> {
    const userIds = userId === undefined ? this.directory.userIds() : [userId];
    for (let at = 0; at < userIds.length; at += RELOADS)
      await Promise.all(userIds.slice(at, at + RELOADS).map((id) => this.gate.pass(() => this.directory.reload(id))));
  }

  /** The session is over: its sockets are closed, and nothing of it can be resumed. */
  closeSession(sessionId: string): void {
    this.revocations.session(sessionId, this.options.now());
    for (const connection of this.directory.ofSession(sessionId)) this.discard(connection, 1008, "session ended");
  }

  /** All sessions of the user are over. */
  closeUser(userId: string): void {
    this.revocations.user(userId, this.options.now());
    for (const connection of [...this.directory.ofUser(userId)]) this.discard(connection, 1008, "session ended");
  }

  /** The sessions of all connections, also of those that are lost and can be resumed. */
  sessions(): { sessionId: string; userId: string }[] {
    return this.directory.sessionIds();
  }

  /** The session ends at another time than its sockets were opened with (ms, 0 = never). */
  extendSession(sessionId: string, expiresAt: number): void {
    for (const connection of this.directory.ofSession(sessionId)) connection.expiresAt = expiresAt;
  }

  isOnline(userId: string): boolean {
    return this.directory.isOnline(userId);
  }

  /** The users with an open socket who hear the topic. */
  onlineIn(topic: string): string[] {
    return this.directory.onlineIn(topic);
  }

  stats(): HubStats {
    let queuedBytes = 0;
    let queuedEvents = 0;
    for (const { connection } of this.peers) {
      queuedBytes += connection?.log.pendingBytes ?? 0;
      queuedEvents += connection?.log.pending ?? 0;
    }
    return {
      ...this.counters,
      connections: this.peers.size - this.anonymous,
      anonymous: this.anonymous,
      resumable: this.away.size,
      users: this.sockets.size,
      topics: this.directory.topicCount,
      queuedBytes,
      queuedEvents,
      replayBytes: this.context.budget.used,
      backlog: this.fanout.backlog,
    };
  }

  /** Stops: delivers what is on its way, says 1001 to every client and takes no new ones. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.timer);
    for (const detach of this.detachers.splice(0)) detach();
    const late = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS).unref());
    await Promise.race([this.fanout.drained(), late]);
    const gone = [...this.peers].map((peer) => new Promise<void>((resolve) => peer.ws.once("close", () => resolve())));
    for (const peer of this.peers) peer.close(1001, "server is going away");
    await Promise.race([Promise.all(gone), late]);
    for (const peer of this.peers) peer.terminate();
    for (const connection of [...this.directory.connections.values()]) this.discard(connection, 1001, "");
  }

  private async decide(request: IncomingMessage): Promise<number | ((ws: WebSocket) => void)> {
    if (this.closing || this.anonymous >= this.options.maxAnonymous) return 503;
    if (!this.ports.originAllowed(request)) return 403;
    const ticket = this.revocations.ticket();
    let principal: Principal | null;
    try {
      principal = await this.gate.pass(() => this.ports.fromUpgrade(request));
    } catch (error) {
      this.options.onError(error, "upgrade");
      return 503;
    }
    return (ws) => this.open(ws, request, principal, ticket);
  }

  private open(ws: WebSocket, request: IncomingMessage, principal: Principal | null, ticket: number): void {
    const query = new URLSearchParams((request.url ?? "").split("?")[1] ?? "");
    const resume = { connectionId: query.get("connection_id") ?? "", sequence: query.get("sequence_number") ?? "" };
    const { now, inboundBurst, pingIntervalMs } = this.options;
    // Spread, so that clients that came together are not pinged together.
    const firstPingIn = Math.random() * pingIntervalMs;
    const peer = new Peer(ws, this.writer, resume, now(), inboundBurst, firstPingIn);
    this.peers.add(peer);
    this.anonymous++;
    ws.on("message", (data, binary) => this.inbound.receive(peer, data as Buffer, binary));
    ws.on("pong", () => {
      peer.lastSeen = now();
    });
    ws.on("ping", (data) => this.inbound.allow(peer) && peer.pong(data));
    // The cause (a frame too large, a broken connection) is in the close that follows.
    ws.on("error", () => {});
    ws.on("close", () => this.gone(peer));
    if (this.closing) peer.close(1001, "server is going away");
    else if (principal !== null) void this.join(peer, async () => principal, ticket, 0);
  }

  private challenge(peer: Peer, token: string, seq: number): Promise<void> {
    return this.join(peer, () => this.ports.authenticate(token), this.revocations.ticket(), seq);
  }

  private async join(peer: Peer, who: () => Promise<Principal | null>, ticket: number, seq: number): Promise<void> {
    peer.joining = true;
    try {
      await this.gate.pass(async () => {
        if (!peer.open) return;
        const principal = await who();
        if (principal === null) return peer.close(1008, "not authenticated");
        await this.directory.admit(principal.userId, (add) => {
          if (!peer.open || this.closing) return;
          if (this.isOver(principal, ticket)) return peer.close(1008, "session ended");
          if (seq > 0) peer.writeBytes(okReply(seq));
          this.enter(peer, principal, add);
        });
      });
    } catch (error) {
      this.options.onError(error, "join");
      peer.close(1011, "try again");
    }
    peer.joining = false;
    this.inbound.catchUp(peer);
  }

  private isOver({ userId, sessionId, expiresAt }: Principal, ticket: number): boolean {
    const expired = expiresAt > 0 && expiresAt <= Date.now();
    return expired || this.revocations.since(ticket, userId, sessionId);
  }

  /** Gives an authenticated socket its connection: the one it asks for if that can be resumed, or a new one. */
  private enter(peer: Peer, { userId, sessionId, expiresAt }: Principal, add: (connection: Connection) => void): void {
    const known = this.directory.connections.get(peer.resume.connectionId);
    if (known !== undefined && known.userId === userId) {
      if (!/^\d{1,15}$/.test(peer.resume.sequence)) return peer.close(1008, "sequence_number is not a number");
      const from = Number(peer.resume.sequence);
      if (known.log.reaches(from)) {
        this.directory.changeSession(known, sessionId);
        known.expiresAt = expiresAt;
        return this.takeOver(known, peer, from);
      }
      this.discard(known, 1008, "replaced");
    }
    const own = this.directory.ofUser(userId);
    const oldest = own.find((connection) => connection.peer === null) ?? own[0];
    if (oldest !== undefined && own.length >= this.options.maxPerUser)
      this.discard(oldest, 1008, "too many connections");
    const connection = new Connection(this.ports.newId(), userId, sessionId, expiresAt, this.context);
    peer.writeBytes(helloFrame(connection, this.ports.serverVersion(), this.options.hostname));
    connection.attach(peer, 1);
    add(connection);
    this.anonymous--;
    this.count(userId, 1);
  }

  /** Goes on with a known connection. Its old socket may look open still: the client knows better. */
  private takeOver(connection: Connection, peer: Peer, from: number): void {
    const old = connection.detach();
    this.away.delete(connection);
    this.counters.resumed++;
    this.anonymous--;
    connection.attach(peer, from);
    this.count(connection.userId, 1);
    if (old === null) return;
    this.anonymous++;
    old.terminate();
    this.count(connection.userId, -1);
  }

  /** The socket is gone; its connection waits for another one. */
  private gone(peer: Peer): void {
    this.peers.delete(peer);
    const { connection } = peer;
    if (connection === null) {
      this.anonymous--;
      return;
    }
    connection.detach();
    this.away.add(connection);
    this.count(connection.userId, -1);
  }

  /** Ends a connection for good. */
  private discard(connection: Connection, code: number, reason: string): void {
    if (connection.closed) return;
    connection.closed = true;
    this.directory.remove(connection);
    this.away.delete(connection);
    const peer = connection.detach();
    connection.log.clear();
    if (peer === null) return;
    this.anonymous++;
    peer.close(code, reason);
    this.count(connection.userId, -1);
  }

  private closeSlow(connection: Connection): void {
    this.counters.closedSlow++;
    const { peer } = connection;
    this.discard(connection, 1008, "too slow");
    peer?.terminate();
  }

  private count(userId: string, change: 1 | -1): void {
    const before = this.sockets.get(userId) ?? 0;
    const after = before + change;
    if (after === 0) this.sockets.delete(userId);
    else this.sockets.set(userId, after);
    if (before > 0 && after > 0) return;
    try {
      this.ports.onPresence(userId, after > 0 ? "first-socket" : "last-socket-gone");
    } catch (error) {
      this.options.onError(error, "presence");
    }
  }

  private sweep(): void {
    const now = this.options.now();
    this.forgive(now - this.lastSweep - this.options.sweepMs);
    this.lastSweep = now;
    const ended = ({ expiresAt }: Connection) => expiresAt > 0 && expiresAt <= Date.now();
    for (const connection of this.directory.connections.values()) {
      if (ended(connection)) this.discard(connection, 1008, "session ended");
    }
    for (const peer of this.peers) this.check(peer, now);
    for (const connection of this.away) {
      const forgotten = now - connection.awaySince > this.options.keepDisconnectedMs;
      if (!forgotten && !this.context.budget.exceeded) break;
      this.discard(connection, 1001, "");
    }
    this.revocations.forgetOld(now);
  }

  /** When this process stood still, the clients are not to blame: their silence does not count. */
  private forgive(late: number): void {
    if (late < FORGIVEN_MS) return;
    for (const peer of this.peers) {
      peer.lastSeen += late;
      if (peer.connection !== null && peer.connection.blockedSince > 0) peer.connection.blockedSince += late;
    }
  }

  private check(peer: Peer, now: number): void {
    const { connection } = peer;
    const { anonymousTimeoutMs, deadAfterMs, stallAfterMs, pingIntervalMs } = this.options;
    if (now - peer.lastSeen > deadAfterMs) return peer.terminate();
    if (connection === null) {
      if (!peer.joining && peer.open && now - peer.openedAt > anonymousTimeoutMs) peer.close(1008, "not authenticated");
      return;
    }
    if (connection.blockedSince > 0 && now - connection.blockedSince > stallAfterMs) {
      this.counters.closedSlow++;
      return peer.terminate();
    }
    if (now < peer.nextPing) return;
    peer.nextPing = now + pingIntervalMs;
    peer.ping();
  }
}
