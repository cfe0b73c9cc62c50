import assert from "node:assert/strict";
import { Secret, TOTP } from "otpauth";
import { Listener } from "../support/listener.js";
import {
  aBot,
  aChannel,
  add,
  anAdmin,
  aPost,
  aTeam,
  aUser,
  join,
  Person,
  signIn,
  stranger,
} from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";

describe("the second factor", () => {
  let server: TestServer;
  let ada: Person;
  let ben: Person;
  let app: TOTP;

  const login = (code?: string, name = "ben") =>
    stranger(server).send("POST", "/users/login", { login_id: name, password: PASSWORD, token: code });
  /** A code nobody has used: each works once, and its neighbours in time are accepted as well. */
  const codeAt = (steps: number) => app.generate({ timestamp: Date.now() + steps * 30_000 });

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    ben = await aUser(ada, "ben");
  });
  after(() => server.stop());

  it("is set up with a secret and a code that proves it", async () => {
    const { secret, qr_code } = await ben.post("/users/me/mfa/generate");
    assert.equal(Buffer.from(qr_code, "base64").subarray(1, 4).toString(), "PNG");
    app = new TOTP({ secret: Secret.fromBase32(secret) });
    assert.equal((await ben.fails("PUT", "/users/me/mfa", { activate: true, code: "000000" })).status_code, 401);
    assert.equal((await login()).status, 200);
    await ben.put("/users/me/mfa", { activate: true, code: codeAt(0) });
    // As if it had been a while ago.
    await server.sql("UPDATE users SET mfa_last_step = 0 WHERE id = $1", [ben.id]);
    assert.equal((await ben.get("/users/me")).mfa_active, true);
    assert.equal((await ben.fails("POST", "/users/me/mfa/generate")).status_code, 400);
    assert.ok(!JSON.stringify(await ada.get(`/users/${ben.id}`)).includes(secret));
    assert.ok(!server.log().includes(secret));
  });

  it("is asked for at sign-in, and each code works once", async () => {
    const asked = await login();
    assert.deepEqual([asked.status, asked.body.id], [401, "mfa.validate_token.authenticate.app_error"]);
    const code = codeAt(0);
    const answers = await Promise.all([login(code), login(code), login(code)]);
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 401, 401]);
    assert.equal((await login(codeAt(-1))).body.id, "api.user.check_user_mfa.bad_code.app_error");
    assert.equal((await login(codeAt(1))).status, 200);
  });

  it("locks the account when codes are guessed", async () => {
    const guesses = [];
    for (let n = 0; n < 12; n++) guesses.push((await login(String(100_000 + n))).body.id);
    assert.equal(guesses.at(-1), "api.user.check_user_login_attempts.too_many.app_error");
    assert.equal(guesses[0], "api.user.check_user_mfa.bad_code.app_error");
    await server.sql("UPDATE users SET failed_attempts = 0, mfa_last_step = 0 WHERE id = $1", [ben.id]);
  });

  it("can be replaced by recovery codes, each once", async () => {
    const { codes } = await ben.post("/courtyard/users/me/mfa/recovery_codes", { code: codeAt(0) });
    assert.equal(new Set(codes).size, 10);
    assert.equal((await login(codes[3])).status, 200);
    assert.equal((await login(codes[3])).status, 401);
    assert.equal((await login(codes[4].toUpperCase().replace("-", " "))).status, 200);
    assert.equal((await ben.fails("POST", "/courtyard/users/me/mfa/recovery_codes", { code: "123" })).status_code, 401);
    assert.equal(
      (await ada.fails("POST", `/courtyard/users/${ben.id}/mfa/recovery_codes`, { code: "1" })).status_code,
      403,
    );
  });

  it("is switched off by an administrator for somebody who lost it, and by nobody else", async () => {
    const cleo = await aUser(ada, "cleo");
    assert.equal((await cleo.fails("PUT", `/users/${ben.id}/mfa`, { activate: false })).status_code, 403);
    assert.equal((await ada.fails("PUT", `/users/${ben.id}/mfa`, { activate: true, code: "1" })).status_code, 403);
    await ada.put(`/users/${ben.id}/mfa`, { activate: false });
    assert.equal((await login()).status, 200);
  });

  it("can be demanded of everybody", async () => {
    const strict = await startTestServer({ MM_SERVICESETTINGS_ENFORCEMULTIFACTORAUTHENTICATION: "true" });
    try {
      const first = await anAdmin(strict);
      assert.equal((await first.get("/users/me")).username, "ada");
      assert.equal((await first.fails("GET", "/users/me/teams")).id, "api.context.mfa_required.app_error");
      assert.equal(
        (await first.fails("POST", "/teams", { name: "x-team", display_name: "x" })).id,
        "api.context.mfa_required.app_error",
      );
      const { secret } = await first.post("/users/me/mfa/generate");
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
      await first.put("/users/me/mfa", { activate: true, code });
      assert.deepEqual(await first.get("/users/me/teams"), []);
      assert.equal((await first.fails("PUT", "/users/me/mfa", { activate: false })).status_code, 403);
    } finally {
      await strict.stop();
    }
    await signIn(server, "ada");
  });

  describe("once it is demanded", () => {
    const demand = (demanded: boolean, offered = true) => {
      const { config } = server.app.platform;
      const ServiceSettings = {
        ...config.stored.ServiceSettings,
        EnforceMultifactorAuthentication: demanded,
        EnableMultifactorAuthentication: offered,
      };
      config.replace({ ...config.stored, ServiceSettings });
    };
    let channel: { id: string };
    let writer: Person;
    /** Somebody without a second factor, by their session and by a token of theirs; and a bot. */
    let ways: Record<"session" | "access token" | "bot", Person>;

    before(async () => {
      server.app.platform.config.replace({ ServiceSettings: { EnableUserAccessTokens: true } });
      const dora = await aUser(ada, "dora");
      await ada.put(`/users/${dora.id}/roles`, { roles: "system_user system_user_access_token" });
      const { token } = await dora.post<{ token: string }>(`/users/${dora.id}/tokens`, { description: "script" });
      ways = { session: dora, "access token": new Person(server.url, token, dora.id), bot: await aBot(ada, "robo") };
      writer = await aUser(ada, "wendy");
      await server.sql("UPDATE users SET mfa_active = true WHERE id = $1", [writer.id]);
      const team = await aTeam(ada, "garden");
      channel = await aChannel(ada, team, "beds");
      await join(ada, team, dora, ways.bot, writer);
      await add(ada, channel, dora, ways.bot, writer);
    });
    afterEach(() => demand(false));

    /** Which ways in are answered, which hear a message, and which may ask over their socket. */
    async function open() {
      const sockets = Object.entries(ways).map(async ([way, person]) => [way, await Listener.open(person)] as const);
      const listeners = Object.fromEntries(await Promise.all(sockets));
      const post = await aPost(writer, channel, "Canary");
      const found: Record<string, [number, boolean, string]> = {};
      for (const [way, person] of Object.entries(ways)) {
        const listener = listeners[way] as Listener;
        const { status } = await person.send("GET", `/posts/${post.id}`);
        const heard = (await listener.all("posted")).some(({ data }) => data.post.includes(post.id));
        found[way] = [status, heard, (await listener.ask("user_typing", { channel_id: channel.id })).status];
        listener.close();
      }
      return found;
    }
    const all: [number, boolean, string] = [200, true, "OK"];
    const none: [number, boolean, string] = [401, false, "FAIL"];

    it("is owed by a person however they come, and by no bot", async () => {
      assert.deepEqual(await open(), { session: all, "access token": all, bot: all });
      demand(true);
      assert.deepEqual(await open(), { session: none, "access token": none, bot: all });
      assert.equal(
        (await ways["access token"].fails("GET", "/users/me/teams")).id,
        "api.context.mfa_required.app_error",
      );
    });

    it("lets in again whoever has set it up, however they come", async () => {
      demand(true);
      const { secret } = await ways.session.post("/users/me/mfa/generate");
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
      await ways.session.put("/users/me/mfa", { activate: true, code });
      assert.deepEqual(await open(), { session: all, "access token": all, bot: all });
    });

    it("is owed by nobody where nobody can set it up", async () => {
      await server.sql("UPDATE users SET mfa_active = false, mfa_secret = '' WHERE id = $1", [ways.session.id]);
      server.app.platform.events.emit("user.changed", { userId: ways.session.id });
      demand(true, false);
      assert.deepEqual(await open(), { session: all, "access token": all, bot: all });
    });
  });
});
