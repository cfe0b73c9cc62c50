import { siteSettings } from "../features/system/index.js";
import type { Config } from "../platform/config/config.js";
import type { Connection, Database } from "../platform/database/database.js";
import { Jobs } from "../platform/jobs/index.js";
import type { Logger } from "../platform/log.js";
import { Mails, mailStore } from "../platform/mail/index.js";
import type { Metrics } from "../platform/metrics.js";

/** Days an ended mail stays in the list of the administrator. */
const KEEP_MAILS = 30;

/** The parts of the server that work without being asked: jobs and mails. */
export interface Background {
  readonly jobs: Jobs;
  readonly mails: Mails;
  /** Begins; called when the server listens, so that it does not make anybody wait. */
  start(): void;
  stop(): Promise<void>;
}

export interface BackgroundParts {
  readonly connection: Connection;
  readonly db: Database;
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The address of this server, without a slash at the end. */
  readonly site: () => string;
}

export function composeBackground({ connection, db, config, log, metrics, site }: BackgroundParts): Background {
  const jobs = new Jobs({ db, connection, log });
  const mails = new Mails({ db, config, log, site, siteName: () => config.get(siteSettings.SiteName) });
  jobs.define(
    "mail_housekeeping",
    {
      title: "Forgets mails that were sent or given up long ago",
      schedule: () => ({ daily: "03:20" }),
      startable: true,
    },
    async () => ({ deleted: await mailStore.sweep(db, Date.now() - KEEP_MAILS * 86_400_000) }),
  );
  for (const state of ["queued", "held", "failed"] as const) {
    // The other figures are there also while the database is away.
    const count = () =>
      mailStore
        .counts(db)
        .then((counts) => counts[state])
        .catch(() => Number.NaN);
    metrics.gauge(`courtyard_mails_${state}`, `Mails that are ${state}.`, count);
  }
  return {
    jobs,
    mails,
    start() {
      jobs.start();
      mails.sender.start();
    },
    async stop() {
      await Promise.all([jobs.stop(), mails.sender.stop()]);
    },
  };
}
