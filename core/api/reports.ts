import { type Static, Type } from "@sinclair/typebox";
import { API, Id, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { User } from "./users.js";

const own = `${API}/courtyard` as const;

/** A person with what administrators ask about: when they were here last and how much they write. */
export const UserReport = Type.Intersect([
  User,
  Type.Object({
    last_login: Timestamp,
    last_status_at: Timestamp,
    last_post_date: Timestamp,
    /** Days with a message and messages, within the range asked for. */
    days_active: Type.Integer(),
    total_posts: Type.Integer(),
    channel_count: Type.Integer(),
  }),
]);
export type UserReport = Static<typeof UserReport>;

export const userReportSorts = ["Username", "Email", "CreateAt", "FirstName", "LastName", "Nickname"] as const;
export const reportRanges = ["all_time", "last_30_days", "previous_month", "last_6_months"] as const;

const filter = {
  role_filter: Type.Optional(Type.String({ maxLength: 64 })),
  has_no_team: Type.Optional(Type.Boolean()),
  team_filter: Type.Optional(Type.String({ pattern: "^([a-z0-9]{26})?$" })),
  hide_active: Type.Optional(Type.Boolean()),
  hide_inactive: Type.Optional(Type.Boolean()),
  search_term: Type.Optional(Type.String({ maxLength: 256 })),
  guest_filter: Type.Optional(Type.String({ enum: ["", "all", "single_channel", "multi_channel"] })),
  /** Only those with this way to sign in; `email` = a password of this server. */
  auth_service: Type.Optional(Type.String({ maxLength: 32 })),
};
const order = {
  sort_column: Type.Optional(Type.String({ enum: ["", ...userReportSorts] })),
  sort_direction: Type.Optional(Type.String({ enum: ["", "asc", "desc"] })),
  date_range: Type.Optional(Type.String({ enum: ["", ...reportRanges] })),
};
export const UserReportFilter = Type.Object(filter);
export const UserReportQuery = Type.Object({
  ...filter,
  ...order,
  page_size: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  direction: Type.Optional(Type.String({ enum: ["", "next", "prev"] })),
  from_column_value: Type.Optional(Type.String({ maxLength: 256 })),
  from_id: Type.Optional(Type.String({ pattern: "^([a-z0-9]{26})?$" })),
});

export const reportUsers = endpoint({
  method: "GET",
  path: `${API}/reports/users`,
  query: UserReportQuery,
  reply: Type.Array(UserReport),
  summary: "People with their activity, sorted, in pages that go on after the last row of the one before.",
});
export const countReportUsers = endpoint({
  method: "GET",
  path: `${API}/reports/users/count`,
  query: UserReportFilter,
  reply: Type.Integer(),
  summary: "How many people the filter of the report lets through.",
});
export const exportUsers = endpoint({
  method: "GET",
  path: `${own}/reports/users.csv`,
  query: Type.Object({ ...filter, ...order }),
  reply: Type.Unknown(),
  summary: "The same report of everybody as a table (CSV).",
});

export const startUsersExport = endpoint({
  method: "POST",
  path: `${API}/reports/users/export`,
  query: Type.Object({ ...filter, ...order }),
  reply: StatusOk,
  summary: "Has the same report made as a file (CSV) in the background; whoever asked gets a message with its address.",
});

const Place = {
  term: Type.Optional(Type.String({ maxLength: 128 })),
  archived: Type.Optional(Type.Boolean()),
  ...pageQuery,
};
export const TeamReport = Type.Object({
  id: Id,
  name: Type.String(),
  display_name: Type.String(),
  type: Type.String(),
  create_at: Timestamp,
  delete_at: Timestamp,
  members: Type.Integer(),
  channels: Type.Integer(),
});
export type TeamReport = Static<typeof TeamReport>;
export const ChannelReport = Type.Object({
  id: Id,
  team_id: Id,
  team_name: Type.String(),
  name: Type.String(),
  display_name: Type.String(),
  type: Type.String(),
  create_at: Timestamp,
  delete_at: Timestamp,
  last_post_at: Timestamp,
  members: Type.Integer(),
  messages: Type.Integer(),
  /** Of its own; '' = that of its team. */
  scheme_id: Type.String(),
});
export type ChannelReport = Static<typeof ChannelReport>;

export const reportTeams = endpoint({
  method: "GET",
  path: `${own}/reports/teams`,
  query: Type.Object(Place),
  reply: Type.Array(TeamReport),
  summary: "Teams with their sizes; archived ones on request.",
});
export const reportChannels = endpoint({
  method: "GET",
  path: `${own}/reports/channels`,
  query: Type.Object({ ...Place, team_id: Type.Optional(Id) }),
  reply: Type.Array(ChannelReport),
  summary: "Channels of teams with their sizes; archived ones on request.",
});

export const AnalyticsRow = Type.Object({ name: Type.String(), value: Type.Number() });
export const analytics = endpoint({
  method: "GET",
  path: `${API}/analytics/old`,
  query: Type.Object({
    name: Type.Optional(Type.String({ maxLength: 64 })),
    team_id: Type.Optional(Type.String({ pattern: "^([a-z0-9]{26})?$" })),
  }),
  reply: Type.Array(AnalyticsRow),
  summary:
    "Figures of the server or of a team: standard, extra_counts, post_counts_day, bot_post_counts_day, user_counts_with_posts_day.",
});

const Day = Type.Object({
  /** `2026-11-22`, UTC. */
  day: Type.String(),
  messages: Type.Integer(),
  bot_messages: Type.Integer(),
  /** People who wrote something. */
  people: Type.Integer(),
});

export const Overview = Type.Object({
  time: Timestamp,
  version: Type.String(),
  /** Milliseconds since the server started. */
  uptime: Type.Integer(),
  counts: Type.Object({
    people: Type.Integer(),
    inactive: Type.Integer(),
    guests: Type.Integer(),
    bots: Type.Integer(),
    active_today: Type.Integer(),
    active_month: Type.Integer(),
    sessions: Type.Integer(),
    teams: Type.Integer(),
    open_channels: Type.Integer(),
    private_channels: Type.Integer(),
    messages: Type.Integer(),
    files: Type.Integer(),
    file_bytes: Type.Integer(),
  }),
  /** Oldest first; the last is today so far. */
  days: Type.Array(Day),
  /** False while days of the past are still being counted. */
  complete: Type.Boolean(),
  /** The teams with most bytes of files, largest first; team_id '' = direct and group messages. */
  storage: Type.Array(
    Type.Object({ team_id: Type.String(), name: Type.String(), files: Type.Integer(), bytes: Type.Integer() }),
  ),
  database: Type.Object({
    version: Type.String(),
    bytes: Type.Integer(),
    ping: Type.Number(),
    connections: Type.Integer(),
    waiting: Type.Integer(),
  }),
  sockets: Type.Object({ connections: Type.Integer(), people: Type.Integer(), waiting_bytes: Type.Integer() }),
  /** What this node measured, a row a minute, oldest first; at most three hours. */
  minutes: Type.Array(
    Type.Object({
      time: Timestamp,
      requests: Type.Integer(),
      errors: Type.Integer(),
      /** Milliseconds in which 95 of 100 requests were answered, and of messages being written; 0 = there were none. */
      request_p95: Type.Number(),
      message_p95: Type.Number(),
      sockets: Type.Integer(),
      memory: Type.Integer(),
      /** Longest stretch (ms) in which nothing else could run. */
      pause: Type.Number(),
    }),
  ),
  /** What the settings ask for and this node cannot do, in words; `page` is the one of the settings to look at. */
  problems: Type.Array(Type.Object({ text: Type.String(), page: Type.String() })),
});
export type Overview = Static<typeof Overview>;

export const getOverview = endpoint({
  method: "GET",
  path: `${own}/overview`,
  query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })) }),
  reply: Overview,
  summary: "How the server is used and how it does, for the first page of the console.",
});
export const getTeamStatistics = endpoint({
  method: "GET",
  path: `${own}/reports/teams/{team_id}`,
  query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })) }),
  reply: Type.Object({
    members: Type.Integer(),
    guests: Type.Integer(),
    open_channels: Type.Integer(),
    private_channels: Type.Integer(),
    messages: Type.Integer(),
    file_bytes: Type.Integer(),
    days: Type.Array(Day),
    recently_active: Type.Array(Type.Object({ user_id: Id, username: Type.String(), at: Timestamp })),
    newly_joined: Type.Array(Type.Object({ user_id: Id, username: Type.String(), at: Timestamp })),
  }),
  summary: "How one team is used.",
});
