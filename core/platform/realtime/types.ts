import type { IncomingMessage } from "node:http";

/** Who is behind a socket. `expiresAt` is in milliseconds since 1970; 0 = never. */
export interface Principal {
  userId: string;
  sessionId: string;
  expiresAt: number;
}

/** What the hub asks of the rest of the server. */
export interface HubPorts {
  /** The principal a session token belongs to, or null when the token is not valid (any more). */
  authenticate(token: string): Promise<Principal | null>;
  /** The principal of the cookie or the Authorization header of an upgrade request, or null. */
  fromUpgrade(request: IncomingMessage): Promise<Principal | null>;
  /** Everything a user hears, such as `channel:<id>` and `team:<id>`. Asked once per connected user, not per socket. */
  topicsOf(userId: string): Promise<string[]>;
  /** Whether a page of this origin may open a socket. */
  originAllowed(request: IncomingMessage): boolean;
  /** The text of the X-Version-Id header. */
  serverVersion(): string;
  /** Who hears events for now, but for those that go to everyone; null = all. Asked once per event. */
  hears?(): UserFilter | null;
  /** Throws when somebody may not do what they ask for now. `reads`: it changes nothing and tells nobody. */
  admitAction?(context: ActionContext, reads: boolean): void;
  /** Throws while the server is marked as busy: asked before actions that can wait. */
  refuseWhenBusy?(): void;
  onPresence(userId: string, change: "first-socket" | "last-socket-gone"): void;
  newId(): string;
}

/** Who gets an event. A user or a connection that is not here is skipped. */
export type Audience =
  | { topic: string }
  | { topics: string[] }
  | { users: string[] }
  | { connection: string }
  | { everyone: true };

/** The `broadcast` object of an event; what is left out is sent as "" (or null for omit_users). */
export interface Broadcast {
  user_id?: string;
  channel_id?: string;
  team_id?: string;
  omit_users?: Record<string, boolean> | null;
  connection_id?: string;
  omit_connection_id?: string;
}

export type UserFilter = (userId: string) => boolean;

export interface Outgoing {
  event: string;
  data: Record<string, unknown>;
  broadcast?: Broadcast;
  audience: Audience;
  omitUsers?: string[];
  omitConnection?: string;
  /** Users who get `data` with these fields added or replaced. Users who share one object share one serialisation. */
  perUser?: Map<string, Record<string, unknown>>;
  /** Users who pass get the event. To work across nodes it has to be named by `Hub.namedFilter`. */
  only?: UserFilter;
  /** May be dropped for slow readers (typing, status changes); never seen again by them. */
  droppable?: boolean;
}

/** An event on its way between nodes: text and names only. */
export interface SerializedOutgoing {
  /** The JSON text of the event without its end: `…"data":{…`, see frames.ts. */
  body: string;
  /** Whether `data` holds a field already. */
  hasData: boolean;
  audience: Audience;
  omitUsers?: string[];
  omitConnection?: string;
  /** Users with a version of their own: a whole body, or (when `whole` is false) a JSON object of added fields. */
  perUser?: { users: string[]; text: string; whole: boolean }[];
  only?: string;
  droppable?: boolean;
}

/** Carries events to the other nodes. */
export interface Relay {
  forward(event: SerializedOutgoing): void;
}

export interface ActionContext {
  userId: string;
  sessionId: string;
  connectionId: string;
  data: unknown;
}

/** Answers one client action. What it returns is the reply's `data`; an AppError becomes a FAIL reply. */
export interface ActionOptions {
  /** This can wait: it is refused while an administrator has marked the server as busy. */
  readonly canWait?: true;
  /** It changes nothing and tells nobody: programs that may only read may ask for it. */
  readonly reads?: boolean;
}

export type ActionHandler = (context: ActionContext) => Promise<unknown> | unknown;

export interface HubOptions {
  /** The `server_hostname` of hello. */
  hostname: string;
  /** A socket that has not said who it is after this long is closed, ms. */
  anonymousTimeoutMs: number;
  /** Sockets that may wait for their challenge at the same time; more are answered 503. */
  maxAnonymous: number;
  pingIntervalMs: number;
  /** A socket that neither answered a ping nor sent anything for this long is dead, ms. */
  deadAfterMs: number;
  /** A socket that took nothing for this long while events wait for it is closed, ms. */
  stallAfterMs: number;
  /** How long a lost connection can be resumed, ms. */
  keepDisconnectedMs: number;
  /** Events that may wait for one socket; at half of it droppable ones are dropped, above it the socket is closed. */
  maxQueueEvents: number;
  maxQueueBytes: number;
  /** Connections one user may have, open and lost together; above it the oldest is given up, lost ones first. */
  maxPerUser: number;
  /** Sent events kept for a resume, per connection. */
  historyEvents: number;
  historyBytes: number;
  /** Bytes all kept events may take together. Above it histories shrink and old lost connections are given up. */
  replayBudgetBytes: number;
  /** How long a fan-out may hold the event loop before it yields, ms. */
  sliceMs: number;
  /** Deliveries (event times connection) waiting for a slice, above which droppable events are dropped. */
  maxBacklog: number;
  /** How often the hub looks for dead, stalled, expired and forgotten connections, ms. */
  sweepMs: number;
  /** Largest frame a client may send, bytes. */
  maxPayload: number;
  /** Messages a client may send at once, and per second in the long run. */
  inboundBurst: number;
  inboundPerSecond: number;
  /** Sockets that are authenticated (or whose topics are loaded) at the same time; the others queue. */
  maxConcurrentJoins: number;
  /** Called for what went wrong without anybody to answer to. */
  onError(error: unknown, where: string): void;
  /** A clock that is never set, ms; tests bring their own. */
  now(): number;
}

/** The options of a hub that nobody configured. */
export const defaults: Omit<HubOptions, "hostname"> = {
  anonymousTimeoutMs: 5_000,
  maxAnonymous: 10_000,
  pingIntervalMs: 30_000,
  deadAfterMs: 100_000,
  stallAfterMs: 30_000,
  keepDisconnectedMs: 5 * 60_000,
  maxQueueEvents: 256,
  maxQueueBytes: 1 << 20,
  maxPerUser: 100,
  historyEvents: 256,
  historyBytes: 1 << 20,
  replayBudgetBytes: 128 << 20,
  sliceMs: 6,
  maxBacklog: 500_000,
  sweepMs: 1_000,
  maxPayload: 8 * 1024,
  inboundBurst: 50,
  inboundPerSecond: 10,
  maxConcurrentJoins: 32,
  onError() {},
  now: () => performance.now(),
};

export interface HubStats {
  /** Open sockets whose user is known. */
  connections: number;
  /** Open sockets whose user is not known yet. */
  anonymous: number;
  /** Lost connections that can still be resumed. */
  resumable: number;
  /** Users with at least one open socket. */
  users: number;
  topics: number;
  /** Bytes of events that wait for slow sockets (an event that waits for two counts twice). */
  queuedBytes: number;
  queuedEvents: number;
  /** Bytes of all events kept for replay, each counted once. */
  replayBytes: number;
  /** Deliveries that wait for a slice of the event loop. */
  backlog: number;
  /** Since the start: */
  delivered: number;
  dropped: number;
  closedSlow: number;
  resumed: number;
}
