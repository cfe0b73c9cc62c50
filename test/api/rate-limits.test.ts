import assert from "node:assert/strict";
import { type Answer, anAdmin, aTeam, aUser, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const from = (address: string) => ({ "X-Forwarded-For": address });
const statuses = (answers: Answer[]) => answers.map((answer) => answer.status);

/** Calls that invite guessing or fill somebody's mailbox, with bodies that cost nothing. */
const GUESSED: [string, string, unknown][] = [
  ["POST", "/users/login", { login_id: "nobody", password: "" }],
  ["POST", "/users/login/type", { login_id: "nobody" }],
  ["POST", "/users/login/one_time_link", { token: "nobody" }],
  ["POST", "/courtyard/guest_link/send", { email: "nobody" }],
  ["POST", "/users", { username: "x", email: "x", password: "x" }],
  ["POST", "/users/password/reset/send", { email: "nobody" }],
  ["POST", "/users/password/reset", { token: "nobody", new_password: "x" }],
  ["POST", "/users/email/verify/send", { email: "nobody" }],
  ["POST", "/users/email/verify", { token: "x".repeat(52) }],
  ["POST", "/courtyard/sign_in_link", { token: "link-x", password: "long enough" }],
  ["GET", "/teams/invite/aaaaaaaaaaaaaaaaaaaaaaaaaa", undefined],
];

describe("limits of requests", () => {
  // All of it happens at one moment: the limits are of so many in a minute, which is not much for a slow machine.
  const clock = Date.now;
  before(() => {
    const moment = clock();
    Date.now = () => moment;
  });
  after(() => {
    Date.now = clock;
  });

  describe("that are always there", () => {
    let server: TestServer;

    before(async () => {
      server = await startTestServer({ MM_SERVICESETTINGS_TRUSTEDPROXIES: "127.0.0.1" });
      await anAdmin(server);
    });
    after(() => server.stop());

    /** How many calls one address gets through before it is told to wait. */
    async function taken(call: (typeof GUESSED)[number], headers: Record<string, string>): Promise<number> {
      const [method, path, body] = call;
      for (let n = 0; n < 700; n++) {
        const answer = await stranger(server).send(method, path, body, headers);
        if (answer.status !== 429) continue;
        assert.equal(answer.body.id, "api.context.rate_limit.app_error");
        assert.ok(Number(answer.headers.get("retry-after")) > 0);
        return n;
      }
      return Number.POSITIVE_INFINITY;
    }

    for (const call of GUESSED) {
      it(`hold for ${call[0]} ${call[1]}`, async () => {
        const most = await taken(call, from("203.0.113.1"));
        assert.ok(most <= 600, `${most} in a minute`);
        const other = await stranger(server).send(call[0], call[1], call[2], from("203.0.113.2"));
        assert.notEqual(other.status, 429, "another address is not concerned");
      });
    }

    it("count a whole network of IPv6 as one", async () => {
      const answers = [];
      for (let n = 0; n < 130; n++) {
        const headers = from(`2001:db8:1:2:${n.toString(16)}::1`);
        answers.push(await stranger(server).send("POST", "/users/login", { login_id: "x", password: "" }, headers));
      }
      assert.ok(statuses(answers).includes(429));
    });

    it("are not escaped by what a client writes before the word of the proxy", async () => {
      const answers = [];
      for (let n = 0; n < 130; n++) {
        const headers = from(`198.51.100.${n}, 203.0.113.77`);
        answers.push(await stranger(server).send("POST", "/users/login", { login_id: "x", password: "" }, headers));
      }
      assert.ok(statuses(answers).includes(429));
    });
  });

  it("are not escaped by a header where no proxy is listed", async () => {
    const server = await startTestServer();
    try {
      const answers = [];
      for (let n = 0; n < 130; n++)
        answers.push(
          await stranger(server).send("POST", "/users/login", { login_id: "x", password: "" }, from(`198.51.100.${n}`)),
        );
      assert.ok(statuses(answers).includes(429));
    } finally {
      await server.stop();
    }
  });

  describe("for everything, when they are switched on", () => {
    let server: TestServer;
    let ada: Person;
    let bob: Person;
    const ping = (address: string, person = stranger(server)) =>
      person.send("GET", "/users/me", undefined, from(address));
    const many = (count: number, make: () => Promise<Answer>) => Promise.all(Array.from({ length: count }, make));
    const configure = (values: Record<string, unknown>) => ada.put("/config/patch", { RateLimitSettings: values });

    before(async () => {
      server = await startTestServer({ MM_SERVICESETTINGS_TRUSTEDPROXIES: "127.0.0.1" });
      ada = await anAdmin(server);
      bob = await aUser(ada, "bob");
      await aTeam(ada, "limits");
    });
    after(() => server.stop());

    it("say nothing while they are off", async () => {
      const answers = await many(130, () => ping("203.0.113.9"));
      assert.ok(!statuses(answers).includes(429));
      assert.equal(answers[0]?.headers.get("x-ratelimit-limit"), null);
    });

    it("answer 429 after the burst, tell what is left, and leave others alone", async () => {
      await configure({ Enable: true, PerSec: 1, MaxBurst: 30 });
      const answers = await many(50, () => ping("203.0.113.10"));
      const refused = answers.filter((answer) => answer.status === 429);
      assert.ok(refused.length >= 10 && refused.length <= 20, `${refused.length} were refused`);
      for (const { headers, body } of refused) {
        assert.ok(Number(headers.get("retry-after")) >= 1);
        assert.equal(headers.get("x-ratelimit-remaining"), "0");
        assert.equal(body.id, "api.context.rate_limit.app_error");
      }
      const other = await ping("203.0.113.11");
      assert.equal(other.status, 401);
      assert.deepEqual(
        ["limit", "remaining"].map((name) => other.headers.get(`x-ratelimit-${name}`)),
        ["30", "29"],
      );
      assert.ok(Number(other.headers.get("x-ratelimit-reset")) >= 1);
    });

    it("count people instead of addresses where that is chosen", async () => {
      await configure({ VaryByRemoteAddr: false, VaryByUser: true });
      const answers = await many(40, () => ping("203.0.113.12", bob));
      assert.ok(statuses(answers).includes(429) && statuses(answers).includes(200));
      assert.equal((await ping("203.0.113.99", bob)).status, 429, "from wherever they come");
      assert.equal((await ping("203.0.113.12", ada)).status, 200, "and nobody else");
      const unknown = await many(40, () => ping("203.0.113.13"));
      assert.ok(statuses(unknown).includes(429), "those without a session count by address");
      assert.equal((await ping("203.0.113.14")).status, 401);
      await ada.send("PUT", "/config/patch", { RateLimitSettings: { Enable: false } }, from("203.0.113.15"));
    });
  });
});
