import assert from "node:assert/strict";
import { createServer } from "node:net";
import { freePort } from "../support/network.js";
import { anAdmin, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const FIGURE = /courtyard_http_request_seconds/;

describe("figures for Prometheus", () => {
  let server: TestServer;
  let ada: Person;
  let port: number;

  const set = async (changes: Record<string, unknown>) => {
    const paths = Object.entries(changes).map(([key, value]) => [`MetricsSettings.${key}`, value]);
    await ada.put("/courtyard/config", { changes: Object.fromEntries(paths) });
  };
  const ask = (at: number, token = "", path = "/metrics", host = "127.0.0.1") =>
    fetch(`http://${host}:${at}${path}`, token ? { headers: { Authorization: `Bearer ${token}` } } : {});
  /** What is answered as soon as something is. */
  const answered = (at: number) => until(() => ask(at).catch(() => undefined), "figures to be answered");
  const ended = (at: number) =>
    until(
      () =>
        ask(at).then(
          () => false,
          () => true,
        ),
      "no answer any more",
    );
  const problems = async () => (await ada.get("/courtyard/overview")).problems as { text: string; page: string }[];

  beforeEach(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    port = await freePort();
  });
  afterEach(() => server.stop());

  it("are answered nowhere until they are switched on, and never where people are", async () => {
    await set({ ListenAddress: `:${port}` });
    await assert.rejects(ask(port));
    await set({ Enable: true, AccessToken: "a token" });
    assert.equal((await answered(port)).status, 401);
    // The public address has no such page, not for programs on the same machine, administrators or who has the token.
    for (const token of ["", ada.token, "a token"]) {
      const answer = await ask(server.port, token);
      assert.doesNotMatch(await answer.text(), FIGURE);
    }
    assert.doesNotMatch(String((await stranger(server).send("GET", "/api/../metrics")).body), FIGURE);
  });

  it("are answered to this machine alone while no address is named", async () => {
    await set({ Enable: true, ListenAddress: `:${port}` });
    const answer = await answered(port);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
    assert.match(await answer.text(), FIGURE);
    assert.equal((await ask(port, "", "/metrics?x=1")).status, 200);
    assert.equal((await ask(port, "", "/api/v4/users/me")).status, 404);
    assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`, { method: "POST" })).status, 404);
    // Any other address of the machine than the one is refused.
    await assert.rejects(ask(port, "", "/metrics", "127.0.0.2"));
    await set({ ListenAddress: `0.0.0.0:${port}` });
    const elsewhere = () => ask(port, "", "/metrics", "127.0.0.2").catch(() => undefined);
    assert.equal((await until(elsewhere, "figures on all addresses")).status, 200);
  });

  it("want the token, once there is one", async () => {
    await set({ Enable: true, ListenAddress: `:${port}`, AccessToken: "a long secret" });
    assert.equal((await answered(port)).status, 401);
    assert.equal((await ask(port, "another secret")).status, 401);
    assert.equal((await ask(port, ada.token)).status, 401);
    assert.equal((await ask(port, "a long secret")).status, 200);
  });

  it("follow their settings while the server runs, and end with it", async () => {
    const other = await freePort();
    await set({ Enable: true, ListenAddress: `:${port}` });
    assert.equal((await answered(port)).status, 200);
    await set({ ListenAddress: `127.0.0.1:${other}` });
    assert.equal((await answered(other)).status, 200);
    await assert.rejects(ask(port));
    await set({ Enable: false });
    await ended(other);
    await set({ Enable: true });
    assert.equal((await answered(other)).status, 200);
    const second = await startTestServer({
      MM_METRICSSETTINGS_ENABLE: "true",
      MM_METRICSSETTINGS_LISTENADDRESS: `:${port}`,
    });
    assert.equal((await ask(port)).status, 200, "as it starts");
    await second.stop();
    await assert.rejects(ask(port));
  });

  it("say clearly when their port is taken, while everything else goes on", async () => {
    const taker = createServer();
    await new Promise<void>((done) => taker.listen(port, "127.0.0.1", done));
    await set({ Enable: true, ListenAddress: `:${port}` });
    const text = `Figures for Prometheus cannot be answered on :${port}: another program uses that port.`;
    const told = await until(problems, "the problem to be told", { passes: (list) => list.length > 0 });
    assert.deepEqual(told, [{ text, page: "environment_performance_monitoring" }]);
    assert.ok(server.log().includes(`"msg":"${text}"`));
    assert.equal((await ada.get("/users/me")).username, "ada");
    await new Promise((done) => taker.close(done));
    // Any change of settings tries again, as does time.
    await ada.put("/courtyard/config", { changes: { "TeamSettings.SiteName": "Garden" } });
    assert.equal((await answered(port)).status, 200);
    assert.deepEqual(await until(problems, "no problem any more", { passes: (list) => list.length === 0 }), []);
  });

  it("take no address that is none", async () => {
    for (const wrong of ["8067", "127.0.0.1", ":0", ":65536", "http://127.0.0.1:8067", "::1:8067", "a b:8067"]) {
      const error = await ada.fails("PUT", "/courtyard/config", {
        changes: { "MetricsSettings.ListenAddress": wrong },
      });
      assert.deepEqual([error.status_code, /ListenAddress/.test(JSON.stringify(error))], [400, true], wrong);
    }
    await set({ ListenAddress: "[::1]:8067" });
  });
});
