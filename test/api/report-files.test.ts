import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { anAdmin, aTeam, aUser, join, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const DAY = 86_400_000;

interface Job {
  id: string;
  type: string;
  status: string;
  data: Record<string, string>;
}

describe("reports of people as files", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let vera: Person;
  let ears: Listener;

  before(async () => {
    server = await startTestServer({}, { background: true });
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob", { first_name: "=cmd()", last_name: 'Stone, "the" Rock' });
    vera = await aUser(ada, "vera");
    await aUser(ada, "dan");
    await join(ada, await aTeam(ada, "garden"), bob);
    ears = await Listener.open(ada);
  });
  after(async () => {
    ears.close();
    await server.stop();
  });

  /** The message about a report that comes next to the person who asked. */
  const letter = async () => {
    const heard = await ears.next("posted", ({ data }) => /report of people/.test(data.post));
    await ears.forget();
    return JSON.parse(heard.data.post) as { message: string; user_id: string; channel_id: string };
  };
  const made = async (query = "") => {
    await ada.post(`/reports/users/export?${query}`);
    const { message } = await letter();
    const path = /\(\S*?\/api\/v4(\/jobs\/([a-z0-9]{26})\/download)\)/.exec(message);
    const id = path?.[2] ?? "";
    // The letter is the last thing a job does, a moment before it has ended.
    await until(() => ada.get<Job>(`/jobs/${id}`), "the end of the job", {
      passes: ({ status }) => !["pending", "in_progress"].includes(status),
    });
    return { message, path: path?.[1] ?? "", id };
  };

  it("are made in the background, with the filter, for who asked", async () => {
    const { message, path, id } = await made("role_filter=system_user&sort_column=Username&sort_direction=desc");
    assert.match(message, /with 3 accounts/);
    const answer = await ada.send("GET", path);
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "text/csv; charset=utf-8"]);
    assert.match(
      answer.headers.get("content-disposition") ?? "",
      /^attachment; filename="people-\d{4}-\d\d-\d\d\.csv"/,
    );
    const lines = String(answer.body).trimEnd().split("\r\n");
    assert.deepEqual(
      lines.map((line) => line.split(",")[0]),
      ["User name", "vera", "dan", "bob"],
    );
    assert.ok(lines[3]?.startsWith(`bob,bob@example.org,'=cmd(),"Stone, ""the"" Rock"`), lines[3]);
    const job = await ada.get<Job>(`/jobs/${id}`);
    assert.deepEqual(
      [job.type, job.status, job.data.is_downloadable, job.data.rows],
      ["export_users_to_csv", "success", "true", "3"],
    );
    const all = await made("hide_active=true");
    assert.match(all.message, /with 0 accounts/);
  });

  it("are told to nobody else", async () => {
    const others = await Listener.open(bob);
    await made("role_filter=system_admin");
    assert.deepEqual(
      (await others.all("posted")).filter((one) => one.data.channel_type === "D"),
      [],
    );
    others.close();
  });

  it("are for those who may see people in the console, not for all who see jobs", async () => {
    const { path, id } = await made();
    for (const [who, status] of [
      [stranger(server), 401],
      [bob, 403],
    ] as const) {
      assert.equal((await who.send("POST", "/reports/users/export")).status, status);
      assert.equal((await who.send("GET", path)).status, status);
    }
    const role = await ada.get("/roles/name/system_post_all");
    await ada.put(`/users/${vera.id}/roles`, { roles: "system_user system_post_all" });
    await ada.put(`/roles/${role.id}/patch`, { permissions: ["read_jobs"] });
    assert.equal((await vera.get<Job>(`/jobs/${id}`)).id, id);
    assert.equal((await vera.send("GET", path)).status, 403);
    await ada.put(`/roles/${role.id}/patch`, { permissions: ["sysconsole_read_user_management_users"] });
    assert.equal((await vera.send("GET", path)).status, 200);
    assert.equal((await vera.send("POST", "/reports/users/export?role_filter=system_admin")).status, 200);
    const entries = await ada.get<{ action: string; user_id: string }[]>("/audits?per_page=200");
    const own = entries.filter((entry) => entry.user_id === vera.id).map((entry) => entry.action);
    assert.deepEqual([own.includes("users.export"), own.includes("jobs.download")], [true, true]);
  });

  it("name a wrong filter, and have no file where a job made none", async () => {
    assert.equal((await ada.fails("POST", "/reports/users/export?date_range=ever")).status_code, 400);
    assert.equal((await ada.fails("GET", `/jobs/${"z".repeat(26)}/download`)).status_code, 404);
    const other = await ada.post<Job>("/jobs", { type: "file_housekeeping" });
    assert.equal((await ada.fails("GET", `/jobs/${other.id}/download`)).status_code, 404);
  });

  it("are removed after some days", async () => {
    const { path } = await made();
    const types = await ada.get<{ type: string }[]>("/courtyard/job_types");
    assert.ok(types.some(({ type }) => type === "remove_exports"));
    assert.equal(await server.app.exports.tidy(Date.now() + 6 * DAY), 0);
    assert.equal((await ada.send("GET", path)).status, 200);
    assert.ok((await server.app.exports.tidy(Date.now() + 8 * DAY)) >= 1);
    assert.equal((await ada.fails("GET", path)).status_code, 404);
  });

  it("wait one at a time for each person", async () => {
    // Nothing is made there.
    const idle = await startTestServer();
    const eve = await anAdmin(idle, "eve");
    await eve.post("/reports/users/export");
    const again = await eve.fails("POST", "/reports/users/export");
    assert.equal(again.id, "api.report.start_users_batch_export.job_exists");
    await idle.stop();
  });
});
