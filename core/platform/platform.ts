import type { Busy } from "./busy.js";
import type { Config } from "./config/config.js";
import type { Database } from "./database/database.js";
import type { Events } from "./events.js";
import type { FileStore } from "./files/index.js";
import type { Jobs } from "./jobs/index.js";
import type { Logger } from "./log.js";
import type { Mails } from "./mail/index.js";
import type { Outbound } from "./outbound/index.js";
import type { Hub } from "./realtime/index.js";

/** What every feature builds on. */
export interface Platform {
  readonly db: Database;
  readonly config: Config;
  readonly events: Events;
  readonly hub: Hub;
  readonly files: FileStore;
  readonly jobs: Jobs;
  readonly mails: Mails;
  readonly log: Logger;
  /** Whether what can wait is put off. */
  readonly busy: Busy;
  /** For requests to addresses that people or machines outside chose. */
  readonly outbound: Outbound;
}
