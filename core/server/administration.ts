import { Accounts, accountRoutes, SignInSwitches } from "../features/accounts/index.js";
import type { Audits } from "../features/audit/index.js";
import { Brand, brandRoutes } from "../features/brand/index.js";
import { Configuration, configRoutes } from "../features/config/index.js";
import { logRoutes } from "../features/logs/index.js";
import { pluginRoutes } from "../features/plugins/index.js";
import type { FromSystem } from "../features/posts/index.js";
import { Activity, Reports, reportRoutes, UserExports } from "../features/reports/index.js";
import type { Login, Sessions } from "../features/sessions/index.js";
import type { System } from "../features/system/index.js";
import type { Users } from "../features/users/index.js";
import type { MetricsListener } from "../platform/http/metrics-listener.js";
import type { Route } from "../platform/http/route.js";
import { ringOf } from "../platform/log.js";
import type { Monitor } from "../platform/monitor.js";
import type { Platform } from "../platform/platform.js";

export interface AdministrationParts {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly login: Login;
  readonly audits: Audits;
  readonly letters: FromSystem;
  readonly system: System;
  readonly monitor: Monitor;
  readonly metricsListener: MetricsListener;
  readonly dataFolder: string;
  readonly version: string;
}

export interface Administration {
  readonly configuration: Configuration;
  readonly exports: UserExports;
  readonly routes: Route[];
  /** Counts finished days from now on; returns the function that ends it. */
  start(): () => Promise<void>;
}

/** What those who run the server see and do: settings, reports, the log, accounts. */
export function composeAdministration(platform: Platform, parts: AdministrationParts): Administration {
  const { users, sessions, login, audits, monitor, metricsListener } = parts;
  const configuration = new Configuration(platform, audits, parts.dataFolder);
  const activity = new Activity(platform);
  const reports = new Reports(platform, users, activity, monitor, parts.version, () => {
    const text = metricsListener.problem;
    return text ? [{ text, page: "environment_performance_monitoring" }] : [];
  });
  const exports = new UserExports(reports, parts.letters, () => parts.system.siteUrl());
  return {
    configuration,
    exports,
    routes: [
      ...accountRoutes(new Accounts(users, sessions, audits), new SignInSwitches(users, sessions, login, audits)),
      ...configRoutes(configuration),
      ...brandRoutes(new Brand(platform)),
      ...pluginRoutes(),
      ...logRoutes(platform, ringOf(platform.log)),
      ...reportRoutes(reports, exports, audits),
    ],
    start: () => activity.start(),
  };
}
