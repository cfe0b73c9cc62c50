import { AppError } from "../../platform/app-error.js";
import { statement } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import { OutboundError } from "../../platform/outbound/index.js";
import type { Platform } from "../../platform/platform.js";
import type { FromSystem } from "../posts/index.js";
import type { Roles } from "../roles/index.js";
import type { System } from "../system/index.js";

const MIGRATIONS = statement("upkeep.migrations", "SELECT name FROM migrations ORDER BY name");

export interface UpkeepDeps {
  readonly roles: Roles;
  readonly letters: FromSystem;
  readonly system: System;
}

/** What administrators do to see whether the server is well, and to set it right. */
export class Upkeep {
  constructor(
    readonly platform: Platform,
    readonly deps: UpkeepDeps,
  ) {}

  /** The changes of the database that were made, in their order: `{ version: 3, name: "messages" }`. */
  async schema(): Promise<{ version: number; name: string }[]> {
    const rows = await this.platform.db.rows<{ name: string }>(MIGRATIONS);
    return rows.map(({ name }) => {
      const [, version = "0", title = name] = /^(\d+)-(.*?)(?:\.sql)?$/.exec(name) ?? [];
      return { version: Number(version), name: title };
    });
  }

  /** Forgets what was read before, here and now. */
  async invalidateCaches(): Promise<void> {
    await this.deps.roles.reload();
    this.platform.events.emit("caches.dropped", {});
  }

  /** Replaces the connections to the database, as after a change of its address or its certificates. */
  async recycle(): Promise<void> {
    await Promise.all([this.platform.db.recycle(), this.platform.jobs.recycle()]);
  }

  /** Asks an address whether this server is there. @throws AppError 400 that says why not */
  async testSiteUrl(address: string): Promise<void> {
    const failure = (reason: string) => new AppError("app.admin.test_site_url.failure", { reason });
    const url = `${address.replace(/\/+$/, "")}/api/v4/system/ping`;
    try {
      const answer = await this.platform.outbound.request(url, { timeoutMs: 8_000, maxBytes: 64 * 1024 });
      if (answer.status !== 200) throw failure(`It answered with status ${answer.status}.`);
      const ping = /json/.test(answer.headers["content-type"] ?? "") && answer.body.includes('"status":"OK"');
      const ours = ping && answer.headers["x-version-id"] === this.deps.system.versionId();
      if (!ours) throw failure("Something else answered there, not this server.");
    } catch (error) {
      if (error instanceof OutboundError) throw failure(error.message);
      throw error;
    }
  }

  /** Writes to the caller in the name of the server. */
  async notify(caller: Caller): Promise<void> {
    await this.deps.letters.write(caller.userId, {
      pendingId: newId(),
      message: "This is a test. If you were told of this message in the way you expected, notifications work.",
    });
  }
}
