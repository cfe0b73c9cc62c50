import assert from "node:assert/strict";
import { Secret, TOTP } from "otpauth";
import { allSettings } from "../../core/server/settings.js";
import { aLicense, uploadLicense } from "../support/edition.js";
import { Listener } from "../support/listener.js";
import { freePort } from "../support/network.js";
import { type Answer, aUser, Person, stranger } from "../support/people.js";
import { until } from "../support/until.js";
import { addressOf, nameOf, placesOf, prepare, send } from "../support/world/calls.js";
import { Scene } from "../support/world/scene.js";
import { aWorld, type World } from "../support/world/world.js";

/** What nobody must ever be told, by what it is. */
type Canaries = Map<string, string>;

const canary = (what: string) => `canary-${what.replace(/\W/g, "")}-7Xq`;

/** Every setting that is a secret, with a value one would recognise. */
async function setSecrets(world: World, canaries: Canaries): Promise<void> {
  const body: Record<string, Record<string, unknown>> = {
    SomeOldSettings: { ClientSecret: canary("old secret"), ApiToken: canary("old token") },
  };
  for (const { section, key } of allSettings.filter(({ secret }) => secret)) {
    const value = canary(`${section}.${key}`);
    body[section] = { ...body[section], [key]: value };
    canaries.set(`${section}.${key}`, value);
  }
  canaries.set("the secret of a section nobody knows", canary("old secret"));
  canaries.set("the token of a section nobody knows", canary("old token"));
  await world.cast.systemAdmin.put("/config/patch", body);
}

/** Passwords, tokens, codes and their hashes. */
async function makeSecrets(world: World, canaries: Canaries): Promise<Person> {
  const { server, cast } = world;
  const ada = cast.systemAdmin;
  const vera = await aUser(ada, "vera");
  const password = "canary horse battery 8Wz";
  await vera.put("/users/me/password", { current_password: vera.password, new_password: password });
  canaries.set("a password", password);
  canaries.set("a session token", vera.token);
  await server.sql("UPDATE users SET roles = 'system_user system_user_access_token' WHERE id = $1", [vera.id]);
  await ada.post("/caches/invalidate");
  const made = await vera.post<{ token: string }>("/users/me/tokens", { description: "robot" });
  canaries.set("an access token", made.token);
  const { secret } = await vera.post<{ secret: string }>("/users/me/mfa/generate");
  canaries.set("the seed of a second factor", secret);
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  await vera.put("/users/me/mfa", { activate: true, code: app.generate({ timestamp: Date.now() - 30_000 }) });
  const { codes } = await vera.post<{ codes: string[] }>("/courtyard/users/me/mfa/recovery_codes", {
    code: app.generate(),
  });
  canaries.set("a recovery code", codes[0] as string);
  canaries.set("another recovery code", (codes[1] as string).replace("-", ""));
  const link = await ada.post<{ token: string }>(`/courtyard/users/${vera.id}/sign_in_link`);
  canaries.set("a sign-in link", link.token);
  const invitation = await ada.post<{ token: string }>(`/courtyard/teams/${world.team.id}/invite_link`, {
    email: "new@example.org",
  });
  canaries.set("an invitation", invitation.token);
  const proof = await ada.post<{ token: string }>(`/courtyard/users/${vera.id}/verify_link`);
  canaries.set("a link that confirms an address", proof.token);
  return vera;
}

/** What the database keeps of them. */
async function readHashes({ server }: World, vera: Person, canaries: Canaries): Promise<void> {
  const one = async (what: string, sql: string, values: unknown[] = [vera.id]) => {
    const [row] = await server.sql<{ value: string }>(sql, values);
    assert.ok(row?.value, what);
    canaries.set(what, row.value);
  };
  await one("the hash of a password", "SELECT password AS value FROM users WHERE id = $1");
  await one("the hash of a session token", "SELECT token_hash AS value FROM sessions WHERE user_id = $1");
  await one("the value against forgery", "SELECT csrf AS value FROM sessions WHERE user_id = $1");
  await one("the hash of an access token", "SELECT token_hash AS value FROM access_tokens WHERE user_id = $1");
  await one("the hash of a recovery code", "SELECT mfa_recovery[1] AS value FROM users WHERE id = $1");
  await one("the hash of a link", "SELECT token_hash AS value FROM tokens WHERE extra->>'user_id' = $1 LIMIT 1");
}

/** The keys with which the server signs. They are made when they are first needed. */
async function readKeys({ server, cast, places }: World, canaries: Canaries): Promise<void> {
  await cast.member.get(`/api/v4/files/${places.public.file.id}/link`);
  await cast.member.send("GET", `/courtyard/mail/unsubscribe?u=${cast.member.id}&s=x`);
  await cast.member.get("/courtyard/web_push/devices");
  const keys = await server.sql<{ name: string; value: string }>("SELECT name, value FROM systems WHERE name ~* 'key'");
  // Of a key of several lines the second is unmistakable.
  for (const { name, value } of keys) canaries.set(`the key ${name}`, value.split("\n")[1] ?? value);
  assert.ok(keys.length >= 4);
}

/** What the listener for figures answers. */
async function figuresOf({ cast }: World, canaries: Canaries): Promise<Answer> {
  const port = await freePort();
  const changes = { "MetricsSettings.Enable": true, "MetricsSettings.ListenAddress": `:${port}` };
  await cast.systemAdmin.put("/courtyard/config", { changes });
  const token = canaries.get("MetricsSettings.AccessToken") as string;
  const headers = { Authorization: `Bearer ${token}` };
  const ask = () => fetch(`http://127.0.0.1:${port}/metrics`, { headers }).catch(() => undefined);
  const answer = await until(ask, "figures to be answered");
  assert.equal(answer.status, 200);
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

const textOf = ({ body, headers }: Answer) =>
  `${Buffer.isBuffer(body) ? body.toString("latin1") : JSON.stringify(body ?? "")} ${[...headers].flat().join(" ")}`;

describe("secrets of the server and its people", () => {
  let world: World;
  let vera: Person;
  const canaries: Canaries = new Map();

  before(async () => {
    world = await aWorld();
    const licence = aLicense([]);
    await uploadLicense(world.cast.systemAdmin, licence);
    canaries.set("the signature of the licence", (JSON.parse(licence) as { signature: string }).signature);
    await setSecrets(world, canaries);
    vera = await makeSecrets(world, canaries);
    await readHashes(world, vera, canaries);
    await readKeys(world, canaries);
  });
  after(() => world.stop());

  const found = (text: string) => [...canaries].filter(([, value]) => text.includes(value)).map(([what]) => what);

  it("are at least twenty-five", () => {
    assert.ok(canaries.size >= 25, `${canaries.size}: ${[...canaries.keys()].join(", ")}`);
    for (const [what, value] of canaries) assert.ok(value.length >= 8, what);
  });

  it("are in no answer to anybody, administrators included", async function () {
    this.timeout(300_000);
    const told: string[] = [];
    let answers = 0;
    const note = (who: string, what: string, answer: Answer) => {
      answers++;
      for (const one of found(textOf(answer))) told.push(`${who} ${what}: ${one}`);
    };
    const reading = ({ endpoint }: { endpoint: { method: string; path: string } }) =>
      endpoint.method === "GET" || /\/(search|ids|usernames|query|test|s3_test|preview)$/.test(endpoint.path);
    for (const route of world.server.app.http.routes.filter(reading)) {
      for (const role of ["systemAdmin", "member", "anonymous"] as const) {
        const place = world.places[placesOf(route)[0] as "private"];
        const call = await prepare(route, new Scene(world, place, role, "member")).catch(() => undefined);
        if (!call) continue;
        const about = route.endpoint.path.includes("{user_id}") ? { ...call.params, user_id: vera.id } : call.params;
        for (const params of new Set([call.params, about]))
          note(role, `${route.endpoint.method} ${addressOf({ ...call, params })}`, await send({ ...call, params }));
      }
    }
    for (const path of ["/users/me", "/users/me/sessions", "/users/me/tokens", "/users/me/audits", "/config/client"])
      note("vera", path, await vera.send("GET", path));
    note("whoever watches the server", "/metrics", await figuresOf(world, canaries));
    assert.deepEqual([...new Set(told)], []);
    assert.ok(answers > 400, `${answers} answers were looked through`);
  });

  it("are in no error", async () => {
    const { systemAdmin } = world.cast;
    const long = [...canaries].filter(([what]) => !/hash|signature|seed|code|key/.test(what));
    for (const [what, value] of long) {
      const answers = [
        await systemAdmin.send("PUT", "/config/patch", { EmailSettings: { SMTPPassword: [value] } }),
        await systemAdmin.send("POST", "/users/password/reset", { token: value.slice(0, 4), new_password: value }),
        await stranger(world.server).send("POST", "/users/login", { login_id: "nobody", password: value }),
        await new Person(world.server.url, `${value}x`).send("GET", "/users/me"),
        await vera.send("PUT", "/users/me/password", { current_password: "wrong", new_password: value }),
        await systemAdmin.send("POST", "/email/test", { EmailSettings: { SMTPServer: "127.0.0.1", SMTPPort: "1" } }),
      ];
      await world.server.sql("UPDATE users SET failed_attempts = 0");
      assert.deepEqual(
        answers.flatMap((answer) => found(textOf(answer))),
        [],
        what,
      );
    }
  });

  it("are in no event", async () => {
    const { systemAdmin, member } = world.cast;
    const sockets = [await Listener.open(systemAdmin), await Listener.open(member), await Listener.open(vera)];
    await systemAdmin.put("/config/patch", { TeamSettings: { SiteName: "Another" } });
    await systemAdmin.put(`/users/${vera.id}/patch`, { nickname: "Verena", username: "verena" });
    await systemAdmin.put(`/users/${vera.id}/roles`, { roles: "system_user" });
    for (const socket of sockets) {
      assert.deepEqual(found(JSON.stringify(await socket.all())), []);
      assert.ok(socket.heard.length > 1);
      socket.close();
    }
  });

  it("are in no line of the log, at its most talkative, nor in what a process shows of itself", () => {
    const log = world.server.log();
    assert.ok(log.includes('"level":"debug"') && log.length > 50_000);
    // The person's own password was typed into a request that failed, too.
    assert.deepEqual(found(log), []);
    assert.deepEqual(found(`${process.title} ${process.argv.join(" ")}`), []);
  });

  it("stay out of the copies people and administrators take along", async () => {
    for (const person of [vera, world.cast.member]) {
      for (const path of world.server.app.http.routes
        .filter(({ endpoint }) => endpoint.method === "GET" && /export|report/.test(endpoint.path))
        .map(nameOf)) {
        const address = path.replace("GET ", "").replace("{user_id}", "me");
        if (address.includes("{")) continue;
        assert.deepEqual(found(textOf(await person.send("GET", address))), [], path);
        assert.deepEqual(found(textOf(await world.cast.systemAdmin.send("GET", address))), [], path);
      }
    }
    const history = await world.cast.systemAdmin.get<{ id: string }[]>("/courtyard/config/history");
    for (const { id } of history)
      assert.deepEqual(found(JSON.stringify(await world.cast.systemAdmin.get(`/courtyard/config/history/${id}`))), []);
  });
});
