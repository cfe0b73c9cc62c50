import type { StatusName } from "../../api/statuses.js";
import { badBody } from "../../platform/app-error.js";
import type { Platform } from "../../platform/platform.js";
import { statusSettings } from "./config.js";
import { absent } from "./present.js";
import { type StatusRow, statusStore } from "./store.js";

/** How often what has become due is looked for, ms. */
const TICK = 15_000;
/** Changes are written together after this long, ms: a herd of reconnects is a few statements, not thousands. */
const WRITE_AFTER = 1_000;
/** Activity alone is written down this often, ms. */
const NOTE_ACTIVITY = 60_000;

/** What this server knows of somebody who is connected to it, or whose change is not written yet. */
class Presence {
  connected = false;
  /** Set online by a program that has no socket: believed until it is idle. */
  vouched = false;
  /** Connections whose client says that the person is active. */
  readonly active = new Set<string>();
  /** Whether `row` is what the table holds, with the changes since. */
  known = false;
  /** Changes under way. They run one after the other: each waits for `turn`. */
  pending = 0;
  turn: Promise<unknown> = Promise.resolve();
  /** When the row was written last, ms. */
  written = 0;
  constructor(public row: StatusRow) {}
}

/** Statuses that may have an end. */
const canEnd = (status: StatusName) => status === "dnd" || status === "ooo";

/**
 * Whether people are there. What a person chose by hand beats what their clients make of it. Those connected are kept in
 * memory, and written behind; everybody else is read from the table.
 */
export class Statuses {
  readonly #present = new Map<string, Presence>();
  #dirty = new Set<Presence>();
  #tick: NodeJS.Timeout | undefined;
  #writing: NodeJS.Timeout | undefined;
  #written: Promise<unknown> = Promise.resolve();

  constructor(readonly platform: Platform) {
    platform.events.on("user.deactivated", ({ userId }) => this.presence(userId, false));
  }

  /** Begins: ends what became due while the server was down. `alone`: no other node has people connected. */
  async start(alone = true): Promise<void> {
    await this.endDue();
    if (alone) await statusStore.forgetPresence(this.platform.db);
    this.#tick = setInterval(() => void this.#everyTick(), TICK);
    this.#tick.unref();
  }

  /** Ends; writes what is not written yet. To be called after the last socket is closed. */
  async stop(): Promise<void> {
    clearInterval(this.#tick);
    await Promise.all([...this.#present.values()].map((entry) => entry.turn));
    await this.flush();
  }

  async #everyTick() {
    try {
      await this.endDue();
      for (const { row } of [...this.#present.values()]) await this.#with(row.user_id, () => {});
    } catch (error) {
      this.platform.log.warn({ reason: (error as Error).message }, "statuses not brought up to date");
    }
  }

  /** The statuses of people, in the order asked. Who has none is offline. */
  async of(userIds: readonly string[]): Promise<StatusRow[]> {
    const unknown = userIds.filter((id) => !this.#present.has(id));
    const stored = unknown.length > 0 ? await statusStore.byIds(this.platform.db, unknown) : [];
    await Promise.all(userIds.map((id) => this.#present.get(id)?.turn));
    const rows = new Map(stored.map((row) => [row.user_id, row]));
    return userIds.map((id) => this.#present.get(id)?.row ?? rows.get(id) ?? absent(id));
  }

  /** Those who are connected here and not offline. */
  shown(): StatusRow[] {
    return [...this.#present.values()].map((entry) => entry.row).filter((row) => row.status !== "offline");
  }

  /** The first socket of a person has opened, or the last one has closed. */
  presence(userId: string, connected: boolean): void {
    const entry = this.#entry(userId);
    entry.connected = connected;
    entry.vouched = false;
    if (!connected) entry.active.clear();
    this.#later(userId, () => {
      if (connected) entry.row.last_activity_at = Date.now();
    });
  }

  /** The person did something that shows they are there. */
  touch(userId: string): void {
    const entry = this.#present.get(userId);
    if (!entry?.connected || this.platform.busy.active) return;
    this.#later(userId, () => {
      entry.row.last_activity_at = Date.now();
      if (Date.now() - entry.written > NOTE_ACTIVITY) this.#note(entry);
    });
  }

  /** A client says whether the person uses it; `manual` when they chose it themselves. */
  async activity(userId: string, connectionId: string, active: boolean, manual: boolean): Promise<void> {
    if (manual) return void (await this.choose(userId, active ? "online" : "away"));
    await this.#with(userId, (entry) => {
      if (active) {
        entry.active.add(connectionId);
        entry.row.last_activity_at = Date.now();
      } else entry.active.delete(connectionId);
    });
  }

  /** Sets a status by hand; `until` (ms) ends do-not-disturb and out-of-office. Returns it as it is now. @throws AppError 400 */
  async choose(userId: string, status: StatusName, until = 0): Promise<StatusRow> {
    if (until > 0 && until <= Date.now()) throw badBody("dnd_end_time");
    let was: StatusName = "offline";
    const entry = await this.#with(userId, (found) => {
      const { row } = found;
      was = row.status;
      const before = canEnd(row.status) ? row.previous_status : row.manual ? row.status : "";
      const timed = canEnd(status) && until > 0;
      const next: StatusRow = {
        ...row,
        status,
        // Nobody stays online by choice: from there on their clients decide.
        manual: status !== "online",
        dnd_end_time: timed ? until : 0,
        previous_status: timed ? before : "",
        last_activity_at: Date.now(),
      };
      found.vouched = status === "online" && !found.connected;
      this.#change(found, next);
    });
    // What somebody chose must survive a crash.
    await this.flush();
    this.platform.events.emit("status.chosen", { userId, before: was, after: status });
    return entry.row;
  }

  /** Ends do-not-disturb and out-of-office where their time is over. */
  async endDue(now = Date.now()): Promise<void> {
    await this.flush();
    for (const { ended, ...row } of await statusStore.endDnd(this.platform.db, now)) {
      const entry = this.#present.get(row.user_id);
      const due = entry?.row.dnd_end_time ?? 0;
      if (!entry) this.#tell(row);
      else if (due > 0 && due <= now) {
        this.#change(entry, { ...row, last_activity_at: entry.row.last_activity_at });
        this.#settle(entry);
      }
      this.platform.events.emit("status.chosen", { userId: row.user_id, before: ended, after: row.status });
    }
  }

  /** Writes down what changed. */
  flush(): Promise<unknown> {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    const write = async () => {
      const batch = this.#dirty;
      if (batch.size === 0) return;
      this.#dirty = new Set();
      try {
        await statusStore.save(
          this.platform.db,
          [...batch].map((entry) => entry.row),
        );
      } catch (error) {
        for (const entry of batch) this.#note(entry);
        throw error;
      }
      for (const entry of batch) {
        entry.written = Date.now();
        this.#forget(entry);
      }
    };
    this.#written = this.#written.catch(() => {}).then(write);
    return this.#written;
  }

  #later(userId: string, work: (entry: Presence) => void) {
    this.#with(userId, work).catch((error: Error) =>
      this.platform.log.warn({ reason: error.message }, "status not changed"),
    );
  }

  /** Runs `work` on what is known of a person, then lets the automatic rules settle it. */
  async #with(userId: string, work: (entry: Presence) => void): Promise<Presence> {
    const entry = this.#entry(userId);
    entry.pending++;
    const done = entry.turn.then(async () => {
      if (!entry.known) {
        entry.row = (await statusStore.byIds(this.platform.db, [userId]))[0] ?? entry.row;
        entry.known = true;
      }
      work(entry);
      this.#settle(entry);
    });
    // A load that failed is tried again by the next change, at the latest by the next tick.
    entry.turn = done.catch(() => {});
    try {
      await done;
      return entry;
    } finally {
      entry.pending--;
      this.#forget(entry);
    }
  }

  #entry(userId: string): Presence {
    let entry = this.#present.get(userId);
    if (!entry) this.#present.set(userId, (entry = new Presence(absent(userId))));
    return entry;
  }

  /** The automatic rules: they never touch what was chosen by hand. */
  #settle(entry: Presence) {
    if (entry.row.manual) return;
    const idle =
      Date.now() - entry.row.last_activity_at >= this.platform.config.get(statusSettings.UserStatusAwayTimeout) * 1000;
    if (idle) entry.vouched = false;
    const there = entry.connected || entry.vouched;
    const status = !there ? "offline" : idle && entry.active.size === 0 ? "away" : "online";
    if (status !== entry.row.status) this.#change(entry, { ...entry.row, status });
  }

  #change(entry: Presence, row: StatusRow) {
    const changed = row.status !== entry.row.status;
    entry.row = row;
    this.#note(entry);
    if (changed) this.#tell(row);
  }

  #note(entry: Presence) {
    this.#dirty.add(entry);
    this.#writing ??= setTimeout(() => {
      this.flush().catch((error: Error) => this.platform.log.warn({ reason: error.message }, "statuses not written"));
    }, WRITE_AFTER).unref();
  }

  /** Who is gone, and written down, is read from the table from now on. */
  #forget(entry: Presence) {
    const { user_id: id } = entry.row;
    const needed = entry.connected || entry.vouched || entry.pending > 0 || this.#dirty.has(entry);
    if (!needed && this.#present.get(id) === entry) this.#present.delete(id);
  }

  /** Clients ask for the statuses of the people they show; only the person's own clients are told. */
  #tell(row: StatusRow) {
    this.platform.hub.publish({
      event: "status_change",
      data: { status: row.status, user_id: row.user_id },
      broadcast: { user_id: row.user_id },
      audience: { users: [row.user_id] },
      droppable: true,
    });
  }
}
