import { createPost } from "../api/posts.js";
import type { AccessTokens } from "../features/access-tokens/index.js";
import type { Mfa } from "../features/mfa/index.js";
import { type Sessions, sessionSettings } from "../features/sessions/index.js";
import { type System, serviceSettings } from "../features/system/index.js";
import type { TermsGate } from "../features/terms/index.js";
import { forbidden } from "../platform/app-error.js";
import { Busy } from "../platform/busy.js";
import { Config, type StoredConfig } from "../platform/config/config.js";
import { type Connection, Database, statement } from "../platform/database/database.js";
import { Events } from "../platform/events.js";
import { SwitchingFileStore, storageSettingsIn } from "../platform/files/index.js";
import type { Caller } from "../platform/http/caller.js";
import { MetricsListener } from "../platform/http/metrics-listener.js";
import { rateLimitSettings, throttlingOf } from "../platform/http/request-limit.js";
import { HttpServer } from "../platform/http/server.js";
import { tokenOf } from "../platform/http/tokens.js";
import { newId } from "../platform/ids.js";
import type { Logger } from "../platform/log.js";
import { Metrics } from "../platform/metrics.js";
import { Monitor } from "../platform/monitor.js";
import { Outbound, outboundSettings, type Resolve } from "../platform/outbound/index.js";
import type { Platform } from "../platform/platform.js";
import { Hub, type UserFilter } from "../platform/realtime/index.js";
import { type Background, composeBackground } from "./background.js";
import { allSettings } from "./settings.js";

const NEWEST = statement(
  "configurations.newest",
  "SELECT value FROM configurations ORDER BY create_at DESC, id DESC LIMIT 1",
);

/** What the platform asks of the features, which are made after it; compose fills this in. */
export interface Late {
  sessions: Sessions;
  system: System;
  topicsOf(userId: string): Promise<string[]>;
  presence(userId: string, online: boolean): void;
  mfa: Mfa;
  terms: TermsGate;
  localCaller(): Promise<Caller>;
  accessTokens: AccessTokens;
}

export interface PlatformOptions {
  readonly database: Connection;
  /** Files, and what the server keeps beside its database. */
  readonly dataFolder: string;
  readonly listen: { host: string; port: number };
  readonly log: Logger;
  readonly environment: NodeJS.ProcessEnv;
  readonly resolve?: Resolve;
  readonly authorities?: string;
}

/** What the server runs on, before there is any feature. */
export interface Assembled {
  readonly platform: Platform;
  readonly http: HttpServer;
  readonly monitor: Monitor;
  readonly metricsListener: MetricsListener;
  readonly background: Background;
  readonly late: Late;
}

/** Reads the settings in force and makes the database's pool, the hub, the HTTP server and what works in the background. */
export async function assemblePlatform(options: PlatformOptions): Promise<Assembled> {
  const { log } = options;
  const config = new Config(allSettings, options.environment);
  const db = Database.open(options.database);
  config.replace((await db.row<{ value: StoredConfig }>(NEWEST))?.value ?? {});
  const events = new Events();
  const busy = new Busy();
  const metrics = new Metrics();
  const files = new SwitchingFileStore(() => storageSettingsIn(config, options.dataFolder));

  // The hub, the HTTP server and the features need each other; these are filled in below.
  const late = {} as Late;
  const hears = () => both(late.mfa?.hears() ?? null, late.terms?.hears() ?? null);
  const hub = new Hub(
    {
      authenticate: (token) => late.sessions.authenticate(token),
      fromUpgrade: async (request) => {
        const found = tokenOf(request.headers);
        return found ? late.sessions.authenticate(found.token) : null;
      },
      topicsOf: (userId) => late.topicsOf(userId),
      hears,
      admitAction: ({ userId, sessionId }, reads) => {
        if (hears()?.(userId) === false) throw forbidden();
        if (!reads) late.accessTokens.admitWrite(sessionId);
      },
      originAllowed: (request) => originAllowed(request.headers, config.get(serviceSettings.AllowCorsFrom)),
      serverVersion: () => late.system.versionId(),
      onPresence: (userId, change) => late.presence(userId, change === "first-socket"),
      newId,
      refuseWhenBusy: () => busy.refuse(),
    },
    { onError: (error, where) => log.error({ reason: (error as Error).message, where }, "realtime failure") },
  );
  const outbound = new Outbound({
    allowed: () => config.get(outboundSettings.AllowedUntrustedInternalConnections),
    ...(options.resolve ? { resolve: options.resolve } : {}),
    ...(options.authorities ? { authorities: options.authorities } : {}),
  });
  const site = () => late.system.siteUrl() || http.address;
  const background = composeBackground({ connection: options.database, db, config, log, metrics, site });
  const { jobs, mails } = background;
  const monitor = new Monitor(() => hub.stats().connections, createPost.path);
  const platform: Platform = { db, config, events, hub, files, jobs, mails, log, busy, outbound };
  const http = new HttpServer({
    host: options.listen.host,
    port: options.listen.port,
    log,
    authenticate: (token) => late.sessions.authenticate(token),
    versionId: () => late.system.versionId(),
    localCaller: () => late.localCaller(),
    refuseWhenBusy: () => busy.refuse(),
    admit: async (caller, call) => {
      late.accessTokens.admit(caller, call);
      await late.mfa.admit(caller, call);
      await late.terms.admit(caller, call);
    },
    strictCsrf: () => config.get(sessionSettings.StrictCSRFEnforcement),
    maxJsonBytes: () => config.get(serviceSettings.MaximumPayloadSizeBytes),
    maxUrlLength: () => config.get(serviceSettings.MaximumURLLength),
    corsOrigins: () => config.get(serviceSettings.AllowCorsFrom),
    trustedProxies: () => config.get(serviceSettings.TrustedProxies),
    throttling: () => throttlingOf(config),
    throttleKeys: config.get(rateLimitSettings.MemoryStoreSize),
    strictTransport: ({ headers }) => {
      const encrypted = headers["x-forwarded-proto"] === "https" || site().startsWith("https://");
      if (!encrypted || !config.get(serviceSettings.TLSStrictTransport)) return "";
      return `max-age=${config.get(serviceSettings.TLSStrictTransportMaxAge)}`;
    },
    observe: (route, method, status, ms, failed) => {
      metrics.observe(route, method, status, ms);
      monitor.observe(route, method, ms, failed);
    },
  });
  hub.attach(http.hapi.listener, "/api/v4/websocket");
  metrics.watchHub(hub);
  monitor.start();
  const metricsListener = new MetricsListener(metrics, config, log);
  return { platform, http, monitor, metricsListener, background, late };
}

const both = (one: UserFilter | null, other: UserFilter | null): UserFilter | null =>
  one && other ? (userId) => one(userId) && other(userId) : (one ?? other);

function originAllowed(headers: { origin?: string; host?: string }, allowed: string): boolean {
  if (!headers.origin) return true;
  const list = allowed.split(/\s+/).filter(Boolean);
  if (list.includes("*") || list.includes(headers.origin)) return true;
  try {
    return new URL(headers.origin).host === headers.host;
  } catch {
    return false;
  }
}
