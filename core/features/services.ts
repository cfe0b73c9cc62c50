import type { Audits } from "./audit/index.js";
import type { Channels } from "./channels/index.js";
import type { Configuration } from "./config/index.js";
import type { Posts } from "./posts/index.js";
import type { Preferences } from "./preferences/index.js";
import type { Roles } from "./roles/index.js";
import type { Search } from "./search/index.js";
import type { Login, Sessions } from "./sessions/index.js";
import type { Statuses } from "./statuses/index.js";
import type { System } from "./system/index.js";
import type { Teams } from "./teams/index.js";
import type { Users } from "./users/index.js";

declare module "../edition/contract.js" {
  interface Services {
    readonly audits: Audits;
    readonly configuration: Configuration;
    readonly roles: Roles;
    readonly users: Users;
    readonly sessions: Sessions;
    readonly login: Login;
    readonly preferences: Preferences;
    readonly statuses: Statuses;
    readonly system: System;
    readonly teams: Teams;
    readonly channels: Channels;
    readonly posts: Posts;
    readonly search: Search;
  }
}
