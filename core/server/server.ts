import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keysBelow, publicKeys } from "../edition/license-key.js";
import { type ModulePlace, placeOfModule } from "../edition/module.js";
import type { Connection } from "../platform/database/database.js";
import { migrate } from "../platform/database/migrate.js";
import { LocalSocket } from "../platform/http/local-socket.js";
import type { Logger } from "../platform/log.js";
import type { Resolve } from "../platform/outbound/index.js";
import { type App, compose } from "./compose.js";
import { rootFolder } from "./root-folder.js";
import { SOCKET_NAME } from "./socket-name.js";

export interface ServerOptions {
  readonly database: Connection;
  /** Files, and what the server keeps beside its database. */
  readonly dataFolder: string;
  /** Port 0 takes a free one. */
  readonly listen: { host: string; port: number };
  readonly log: Logger;
  readonly environment?: NodeJS.ProcessEnv;
  /** Told of slow steps in words for a person; the log when not given. */
  readonly progress?: (line: string) => void;
  /** Whether the schema is known to be the newest, so that migrating is left out (tests). */
  readonly migrated?: boolean;
  /** Public keys (PEM) that verify licences instead of those in `licenses/`. For tests: no setting reaches this. */
  readonly licenseKeys?: readonly string[];
  /** The licensed module instead of the one of this installation; null = none. */
  readonly module?: ModulePlace | null;
  /** The clock licences are measured by. */
  readonly now?: () => number;
  /** Finds the addresses of names instead of DNS, for requests to the outside. For tests: no setting reaches this. */
  readonly resolve?: Resolve;
  /** Certificates (PEM) trusted for requests to the outside instead of the public authorities. For tests, too. */
  readonly authorities?: string;
  /** Whether this node runs jobs and sends mails; yes when not given. */
  readonly background?: boolean;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly app: App;
  stop(): Promise<void>;
}

/** Migrates the database, composes the features and listens. @throws StartupError with a line for the operator */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const root = rootFolder();
  if (!options.migrated) {
    const applied = await migrate(
      options.database,
      join(root, "migrations"),
      options.progress ?? ((line) => options.log.info(line)),
    );
    if (applied.length > 0) options.log.debug({ applied }, "database migrated");
  }
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const app = await compose({
    ...options,
    environment: options.environment ?? {},
    root,
    version,
    licenseKeys: publicKeys(options.licenseKeys ?? keysBelow(join(root, "licenses", "keys"))),
    module:
      options.module === undefined
        ? await placeOfModule(root, import.meta.url.endsWith(".js"))
        : (options.module ?? undefined),
  });
  await app.http.start();
  const socket = new LocalSocket(join(options.dataFolder, SOCKET_NAME), app.http.hapi.listener);
  await socket.start();
  if (options.background !== false) app.background.start();
  const port = app.http.hapi.info.port as number;
  const url = app.system.siteUrl() || app.http.address;
  return {
    url,
    port,
    app,
    async stop() {
      await socket.stop();
      await app.stop();
    },
  };
}
