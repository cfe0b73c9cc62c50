import assert from "node:assert/strict";
import { anAdmin, aUser, Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer, testDatabase } from "../support/server.js";
import { until } from "../support/until.js";

const eventually = <T>(ask: () => Promise<T>, passes: (value: T) => boolean) => until(ask, "a job", { passes });

type Job = {
  id: string;
  type: string;
  status: string;
  progress: number;
  data: Record<string, string>;
  create_at: number;
  start_at: number;
};

describe("jobs", () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let one: TestServer;
  let two: TestServer;
  let ada: Person;
  let bob: Person;
  const both = () => [one, two].map((server) => server.app.platform.jobs);
  const job = (id: string): Promise<Job> => ada.get(`/jobs/${id}`);
  const ends = (id: string) =>
    eventually(
      () => job(id),
      ({ status }) => !["pending", "in_progress", "cancel_requested"].includes(status),
    );
  const wait = (signal: AbortSignal) =>
    new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

  before(async () => {
    database = await testDatabase();
    one = await startTestServer({}, { database: database.connection, background: true });
    two = await startTestServer({}, { database: database.connection, background: true });
    ada = await anAdmin(one);
    bob = await aUser(ada, "bob");
    await one.sql("CREATE TABLE done (id text, job text, node int)");
  });
  after(async () => {
    await one.stop();
    await two.stop();
    await database.drop();
  });

  it("run once each, on whichever server is free", async () => {
    for (const [node, jobs] of both().entries()) {
      jobs.define<{ n: string }>("count", { title: "Counts", concurrency: 3 }, async ({ data, id }) => {
        await one.sql("INSERT INTO done VALUES ($1, $2, $3)", [data.n, id, node]);
        return { n: data.n };
      });
    }
    const [jobs] = both();
    const ids = await Promise.all(Array.from({ length: 40 }, (_, n) => jobs?.enqueue("count", { n: String(n) })));
    assert.equal(new Set(ids).size, 40);
    await eventually(
      () => one.sql("SELECT * FROM done"),
      (rows) => rows.length >= 40,
    );
    const ended = await ends(ids[0] as string);
    assert.deepEqual([ended.status, ended.progress, ended.type, ended.data.n], ["success", 100, "count", "0"]);
    assert.ok(ended.start_at >= ended.create_at && ended.create_at > 0);
    assert.equal((await one.sql("SELECT DISTINCT id FROM done")).length, 40);
    assert.equal((await one.sql("SELECT id FROM done")).length, 40);
  });

  it("exist only if the transaction they are put in with is committed", async () => {
    const { db, jobs } = one.app.platform;
    const put = (fail: boolean) =>
      db.transaction(async (tx) => {
        const id = await jobs.enqueue("count", { n: fail ? "never" : "kept" }, { tx });
        if (fail) throw new Error("rolled back");
        return id as string;
      });
    await assert.rejects(put(true), /rolled back/);
    assert.equal((await ends(await put(false))).status, "success");
    assert.deepEqual(await one.sql("SELECT id FROM done WHERE id IN ('never', 'kept')"), [{ id: "kept" }]);
  });

  it("are tried again when they fail, and tell what went wrong", async () => {
    let tries = 0;
    both()[0]?.define("shaky", { title: "Fails twice", retry: { limit: 2, delay: 1 } }, async ({ attempt }) => {
      tries++;
      if (attempt < 2) throw new Error(`not yet ${attempt}`);
      return { tries };
    });
    both()[0]?.define("hopeless", { title: "Fails", retry: { limit: 0, delay: 1 } }, async () => {
      throw new Error("no way");
    });
    const [shaky, hopeless] = await Promise.all([both()[0]?.enqueue("shaky"), both()[0]?.enqueue("hopeless")]);
    const failed = await ends(hopeless as string);
    assert.deepEqual([failed.status, failed.data.error], ["error", "no way"]);
    const good = await ends(shaky as string);
    assert.deepEqual([good.status, good.data.tries, good.data.attempt], ["success", "3", "2"]);
  });

  it("wait at most once with the same key, and not before their time", async () => {
    const jobs = both()[0];
    const startAfter = Date.now() + 3_600_000;
    const first = await jobs?.enqueue("count", { n: "later" }, { startAfter, singletonKey: "k" });
    assert.ok(first);
    assert.equal(await jobs?.enqueue("count", { n: "later" }, { startAfter, singletonKey: "k" }), undefined);
    assert.equal((await job(first)).status, "pending");
    assert.deepEqual(await ada.post(`/jobs/${first}/cancel`), { status: "OK" });
    assert.equal((await job(first)).status, "canceled");
    assert.equal((await ada.fails("POST", `/jobs/${first}/cancel`)).id, "api.job.cancel.ended.app_error");
    assert.ok(await jobs?.enqueue("count", { n: "later" }, { startAfter, singletonKey: "k" }), "its place is free");
  });

  it("can be stopped while they run, from another server too", async () => {
    both()[0]?.define("long", { title: "Takes long" }, async ({ signal, progress }) => {
      progress(40, "almost half");
      await wait(signal);
    });
    two.app.platform.jobs.define("long", { title: "Takes long", concurrency: 0 }, async () => {});
    const id = (await both()[0]?.enqueue("long")) as string;
    await eventually(
      () => job(id),
      ({ status, progress }) => status === "in_progress" && progress === 40,
    );
    assert.equal((await job(id)).data.note, "almost half");
    const record = await two.app.platform.jobs.find(id);
    assert.ok(record && (await two.app.platform.jobs.cancel(record)));
    assert.match((await job(id)).status, /cancel/);
    assert.equal((await ends(id)).status, "canceled");
  });

  it("can be put back and given up by force, from another server too", async () => {
    let runs = 0;
    both()[0]?.define("deaf", { title: "Does not listen" }, async ({ progress }) => {
      runs++;
      progress(runs, "");
      await new Promise(() => {});
    });
    two.app.platform.jobs.define("deaf", { title: "Does not listen", concurrency: 0 }, async () => {});
    const id = (await both()[0]?.enqueue("deaf")) as string;
    const runsNow = (progress: number) =>
      eventually(
        () => job(id),
        (now) => now.status === "in_progress" && now.progress === progress,
      );
    const there = { url: two.url, token: ada.token };
    const onTwo = new Person(there.url, there.token);
    const becomes = (status: string, force = false) => onTwo.send("PATCH", `/jobs/${id}/status`, { status, force });
    await runsNow(1);
    assert.equal((await becomes("pending")).status, 200);
    await runsNow(2);
    const refused = await becomes("canceled");
    assert.deepEqual([refused.status, refused.body.id], [400, "api.job.status.invalid"]);
    assert.equal((await becomes("success")).status, 400);
    assert.equal((await becomes("nonsense")).status, 400);
    assert.equal((await becomes("canceled", true)).status, 200);
    assert.equal((await job(id)).status, "canceled");
    for (const status of ["pending", "cancel_requested", "canceled"])
      assert.equal((await becomes(status, true)).status, 400, status);
    assert.equal(runs, 2);
    const audits = await ada.get<{ action: string; object: string }[]>("/audits?per_page=50");
    assert.equal(audits.filter((entry) => entry.action === "jobs.status").length, 2);
    assert.equal((await bob.send("PATCH", `/jobs/${id}/status`, { status: "pending" })).status, 403);
  });

  it("end what they did and that they are done together, however often they run", async () => {
    const { db } = one.app.platform;
    let runs = 0;
    both()[0]?.define("exact", { title: "Adds one row", retry: { limit: 3, delay: 1 } }, async (run) => {
      runs++;
      await db.transaction(async (tx) => {
        await tx.run({ name: "test.exact", text: "INSERT INTO done VALUES ('exact', $1, 0)" }, [run.id]);
        await run.completeIn(tx, { rows: 1 });
      });
      // A crash after the commit.
      if (run.attempt === 0) throw new Error("lost the connection");
    });
    const id = (await both()[0]?.enqueue("exact")) as string;
    assert.equal((await ends(id)).status, "success");
    assert.deepEqual([runs, (await one.sql("SELECT 1 FROM done WHERE id = 'exact'")).length], [1, 1]);
  });

  it("are begun again by another server when theirs died, and the dead one cannot end them any more", async () => {
    const jobs = two.app.platform.jobs;
    let attempts = 0;
    jobs.define("orphan", { title: "Loses its server" }, async () => ({ attempts: ++attempts }));
    one.app.platform.jobs.define("orphan", { title: "Loses its server", concurrency: 0 }, async () => {});
    const id = (await jobs.enqueue("orphan", {}, { startAfter: Date.now() + 3_600_000 })) as string;
    // As a server leaves it that took the job and was killed.
    await one.sql(
      "UPDATE jobs.job SET state = 'active', started_on = now() - interval '2 minutes' WHERE name = 'orphan'",
    );
    await one.sql(
      "INSERT INTO job_runs (job_id, name, node, beat_at) SELECT id, name, 'dead', 1 FROM jobs.job WHERE name = 'orphan'",
    );
    assert.equal((await job(id)).status, "in_progress");
    await jobs.sweep();
    await one.sql("UPDATE jobs.job SET start_after = now() WHERE name = 'orphan'");
    assert.equal((await ends(id)).data.attempts, "1");
  });

  it("that run by the clock run once for all servers", async () => {
    const rows = () => one.sql("SELECT DISTINCT job FROM done WHERE id = 'clock'");
    for (const jobs of both()) {
      jobs.define("clock", { title: "By the clock", schedule: () => ({ every: 3_600_000 }) }, async ({ id }) => {
        await one.sql("INSERT INTO done VALUES ('clock', $1, 0)", [id]);
      });
    }
    await eventually(rows, (found) => found.length > 0);
    for (const jobs of both()) jobs.wake();
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal((await one.sql("SELECT 1 FROM done WHERE id = 'clock'")).length, 1);
    const types = await ada.get("/courtyard/job_types");
    const clock = types.find((type: { type: string }) => type.type === "clock");
    assert.ok(clock.next_at > Date.now() && clock.next_at <= Date.now() + 3_600_000);
  });

  it("are shown and started for those who may, and nobody else learns of them", async () => {
    const [any] = await ada.get("/jobs?per_page=1");
    for (const [method, path] of [
      ["GET", "/jobs"],
      ["GET", `/jobs/${any.id}`],
      ["GET", "/jobs/type/count"],
      ["POST", "/jobs"],
      ["POST", `/jobs/${any.id}/cancel`],
      ["GET", "/courtyard/job_types"],
    ] as const) {
      const body = method === "POST" ? { type: "mail_housekeeping" } : undefined;
      assert.equal((await bob.fails(method, path, body)).status_code, 403, path);
      assert.equal((await stranger(one).fails(method, path, body)).status_code, 401, path);
    }
    const made = await ada.send("POST", "/jobs", { type: "mail_housekeeping" });
    assert.equal(made.status, 201);
    assert.equal((await ends(made.body.id)).data.deleted, "0");
    assert.equal((await ada.fails("POST", "/jobs", { type: "count" })).status_code, 400, "not for the asking");
    assert.equal((await ada.fails("POST", "/jobs", { type: "unknown" })).status_code, 400);
    assert.equal((await ada.fails("GET", `/jobs/${"z".repeat(26)}`)).status_code, 404);
    assert.equal((await ada.fails("GET", "/jobs/type/unknown")).status_code, 404);
    const counts = await ada.get("/jobs/type/count?per_page=5");
    assert.ok(counts.length === 5 && counts.every((one: Job) => one.type === "count"));
    assert.equal((await ada.get("/jobs?job_type=hopeless&status=error")).length, 1);
    assert.deepEqual(await ada.get("/jobs?job_type=hopeless&status=success"), []);
  });

  it("that a server had begun go on elsewhere when it stops in order, without counting as a failure", async () => {
    let stopped = false;
    two.app.platform.jobs.define("moved", { title: "Moves" }, ({ signal }) => wait(signal));
    const id = (await two.app.platform.jobs.enqueue("moved")) as string;
    await eventually(
      () => one.sql("SELECT 1 FROM jobs.job WHERE name = 'moved' AND state = 'active'"),
      (rows) => rows.length === 1,
    );
    await two.app.background.stop();
    one.app.platform.jobs.define("moved", { title: "Moves", retry: { limit: 0, delay: 1 } }, async () => {
      stopped = true;
    });
    assert.equal((await ends(id)).status, "success");
    assert.ok(stopped);
  });
});
