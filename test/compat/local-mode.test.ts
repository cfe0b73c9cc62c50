// What the command line of administrators sends in its local mode: without a session, through the socket that only the
// owner of the machine can open.
import assert from "node:assert/strict";
import { join } from "node:path";
import { aLicense, testKeys } from "../support/edition.js";
import { Mailbox, tokenIn } from "../support/mailbox.js";
import { anAdmin, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { type Raw, throughSocket } from "./wire.js";

const NOBODY = "y".repeat(26);

describe("administration in local mode", () => {
  let server: TestServer;
  let mailbox: Mailbox;
  let ada: Person;
  const call = (method: string, path: string, body?: unknown) =>
    throughSocket(join(server.dataFolder, "courtyard.sock"), method, path, body);
  /** The answer of a call that must work. */
  const done = async (method: string, path: string, body?: unknown) => {
    const answer = await call(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
    return answer.json;
  };
  const refusal = (answer: Raw, status: number) => {
    assert.deepEqual([answer.status, answer.json?.status_code], [status, status], answer.text);
    for (const field of ["id", "message", "request_id"]) assert.ok(answer.json[field], field);
  };
  const OK = { status: "OK" };

  before(async () => {
    mailbox = await Mailbox.open();
    server = await startTestServer(mailbox.environment, { background: true, licenseKeys: testKeys, module: null });
    ada = await anAdmin(server);
  });
  after(async () => {
    await server.stop();
    await mailbox.close();
  });

  it("makes, finds, changes and removes people", async () => {
    const ben = await done("POST", "/users", {
      username: "ben",
      email: "ben@example.org",
      password: "a long password",
    });
    // A person is looked for by address, by name and by id, until one is found.
    refusal(await call("GET", "/users/email/ben"), 404);
    assert.equal((await done("GET", "/users/username/ben")).id, ben.id);
    assert.equal((await done("GET", "/users/email/ben@example.org")).id, ben.id);
    assert.equal((await done("GET", `/users/${ben.id}`)).username, "ben");
    assert.deepEqual(
      (await done("GET", "/users?page=0&per_page=200&sort=")).map((one: any) => one.username),
      ["ada", "ben"],
    );
    assert.deepEqual(await done("GET", "/users?page=1&per_page=200"), []);
    assert.equal((await done("POST", "/users/ids", [ben.id]))[0].id, ben.id);
    assert.deepEqual(await done("PUT", `/users/${ben.id}/roles`, { roles: "system_user system_admin" }), OK);
    assert.deepEqual(await done("PUT", `/users/${ben.id}/roles`, { roles: "system_user" }), OK);
    assert.equal((await done("POST", `/users/${ben.id}/email/verify/member`)).email_verified, true);
    const renamed = await done("PUT", `/users/${ben.id}`, { ...ben, username: "benjamin", email: "b@example.org" });
    assert.deepEqual([renamed.username, renamed.email], ["benjamin", "b@example.org"]);
    assert.deepEqual(await done("PUT", `/users/${ben.id}/password`, { new_password: "another password" }), OK);
    await signIn(server, "benjamin", "another password");
    assert.deepEqual(await done("PUT", `/users/${ben.id}/mfa`, { activate: false }), OK);
    assert.deepEqual(await done("POST", "/users/password/reset/send", { email: "b@example.org" }), OK);
    await mailbox.next("b@example.org", (letter) => letter.text.includes("token="));
    await done("PUT", "/config/patch", { ServiceSettings: { EnableUserAccessTokens: true } });
    const token = await done("POST", `/users/${ben.id}/tokens`, { description: "cron" });
    assert.match(token.token, /^[a-z0-9]{26}$/);
    assert.deepEqual(
      (await done("GET", `/users/${ben.id}/tokens?page=0&per_page=100`)).map((one: any) => one.id),
      [token.id],
    );
    assert.deepEqual(await done("POST", "/users/tokens/revoke", { token_id: token.id }), OK);
    assert.deepEqual(await done("PUT", `/users/${ben.id}/active`, { active: false }), OK);
    assert.ok((await done("GET", `/users/${ben.id}`)).delete_at > 0);
    assert.deepEqual(await done("PUT", `/users/${ben.id}/active`, { active: true }), OK);
    assert.deepEqual(await done("DELETE", `/users/${ben.id}`), OK);
    refusal(await call("POST", "/users", { username: "no address" }), 400);
  });

  it("makes bots, and people of bots", async () => {
    const bot = await done("POST", "/bots", { username: "herald", display_name: "Herald", description: "" });
    assert.equal(bot.owner_id, ada.id, "whoever administers longest answers for it");
    assert.deepEqual(
      (await done("GET", "/bots?page=0&per_page=200")).map((one: any) => one.user_id),
      [bot.user_id],
    );
    assert.equal((await done("PUT", `/bots/${bot.user_id}`, { display_name: "Crier" })).display_name, "Crier");
    assert.ok((await done("POST", `/bots/${bot.user_id}/disable`)).delete_at > 0);
    assert.equal((await done("POST", `/bots/${bot.user_id}/enable`)).delete_at, 0);
    assert.equal((await done("POST", `/bots/${bot.user_id}/assign/${ada.id}`)).owner_id, ada.id);
    const person = { email: "crier@example.org", password: "a long password" };
    const converted = await done("POST", `/bots/${bot.user_id}/convert_to_user`, person);
    assert.ok(!converted.is_bot);
    const account = await done("POST", "/users", {
      username: "machine",
      email: "m@example.org",
      password: "a long password",
    });
    assert.equal((await done("POST", `/users/${account.id}/convert_to_bot`)).user_id, account.id);
    await done("DELETE", `/users/${bot.user_id}`);
  });

  it("makes teams and channels, and says who is in them", async () => {
    const { id } = await done("POST", "/users", {
      username: "cleo",
      email: "cleo@example.org",
      password: "a long password",
    });
    const team = await done("POST", "/teams", { name: "garden", display_name: "Garden", type: "I" });
    assert.equal((await done("GET", "/teams/name/garden")).id, team.id);
    assert.ok((await done("GET", "/teams?page=0&per_page=200")).some((one: any) => one.id === team.id));
    assert.deepEqual(
      (await done("POST", "/teams/search", { term: "gard" })).map((one: any) => one.id),
      [team.id],
    );
    assert.equal((await done("PUT", `/teams/${team.id}/privacy`, { privacy: "O" })).type, "O");
    assert.equal(
      (await done("PUT", `/teams/${team.id}/patch`, { display_name: "The Garden" })).display_name,
      "The Garden",
    );
    assert.equal((await done("POST", `/teams/${team.id}/members`, { team_id: team.id, user_id: id })).user_id, id);
    assert.deepEqual(await done("POST", `/teams/${team.id}/invite/email`, ["dora@example.org"]), OK);
    assert.ok(tokenIn(await mailbox.next("dora@example.org")));
    const beds = await done("POST", "/channels", { team_id: team.id, name: "beds", display_name: "Beds", type: "P" });
    assert.equal((await done("GET", `/teams/${team.id}/channels/name/beds?include_deleted=true`)).id, beds.id);
    assert.ok((await done("GET", `/teams/${team.id}/channels?page=0&per_page=200`)).length >= 2);
    assert.deepEqual(
      (await done("GET", `/teams/${team.id}/channels/private?page=0&per_page=200`)).map((one: any) => one.id),
      [beds.id],
    );
    assert.equal((await done("POST", `/channels/${beds.id}/members`, { user_id: id })).user_id, id);
    assert.ok(
      (await done("GET", `/channels/${beds.id}/members?page=0&per_page=200`)).some((one: any) => one.user_id === id),
    );
    assert.ok((await done("GET", `/users/${id}/teams/${team.id}/channels`)).some((one: any) => one.id === beds.id));
    assert.equal((await done("PUT", `/channels/${beds.id}/privacy`, { privacy: "O" })).type, "O");
    assert.equal((await done("PUT", `/channels/${beds.id}/patch`, { name: "the-beds" })).name, "the-beds");
    const post = await done("POST", "/posts", { channel_id: beds.id, message: "From the machine" });
    const list = await done("GET", `/channels/${beds.id}/posts?page=0&per_page=10`);
    assert.equal(list.order[0], post.id);
    assert.equal((await done("GET", `/posts/${post.id}`)).message, "From the machine");
    const other = await done("POST", "/teams", { name: "orchard", display_name: "Orchard", type: "O" });
    assert.equal(
      (await done("POST", `/channels/${beds.id}/move`, { team_id: other.id, force: true })).team_id,
      other.id,
    );
    assert.deepEqual(await done("DELETE", `/channels/${beds.id}`), OK);
    assert.ok(
      (await done("GET", `/teams/${other.id}/channels/deleted?page=0&per_page=200`)).some(
        (one: any) => one.id === beds.id,
      ),
    );
    assert.equal((await done("POST", `/channels/${beds.id}/restore`)).delete_at, 0);
    assert.deepEqual(await done("DELETE", `/teams/${team.id}/members/${id}`), OK);
    assert.deepEqual(await done("DELETE", `/teams/${team.id}`), OK);
    assert.equal((await done("POST", `/teams/${team.id}/restore`)).delete_at, 0);
    refusal(await call("GET", `/teams/${NOBODY}`), 404);
    refusal(await call("GET", `/channels/${NOBODY}`), 404);
  });

  it("reads and changes settings, roles and the log", async () => {
    const config = await done("GET", "/config");
    assert.equal(config.TeamSettings.SiteName, "Courtyard");
    config.TeamSettings.SiteName = "Shed";
    assert.equal((await done("PUT", "/config", config)).TeamSettings.SiteName, "Shed");
    assert.equal(
      (await done("PUT", "/config/patch", { TeamSettings: { SiteName: "Barn" } })).TeamSettings.SiteName,
      "Barn",
    );
    assert.deepEqual(await done("POST", "/config/reload"), OK);
    assert.equal((await stranger(server).get("/config/client")).SiteName, "Barn");
    refusal(await call("POST", "/config/migrate", { from: "a", to: "b" }), 501);
    const role = await done("GET", "/roles/name/channel_user");
    const fewer = role.permissions.filter((one: string) => one !== "use_channel_mentions");
    assert.deepEqual(
      (await done("PUT", `/roles/${role.id}/patch`, { permissions: fewer })).permissions.sort(),
      fewer.sort(),
    );
    await done("PUT", `/roles/${role.id}/patch`, { permissions: role.permissions });
    assert.ok((await done("GET", "/logs?page=0&logs_per_page=20")).length > 0);
    assert.equal((await done("GET", "/system/ping?get_server_status=true")).status, "OK");
  });

  it("has a server put off what can wait, and looks after jobs and the licence", async () => {
    assert.deepEqual(await done("POST", "/server_busy?seconds=60"), OK);
    const busy = await done("GET", "/server_busy");
    assert.deepEqual([busy.busy, busy.expires > Date.now() / 1000], [true, true]);
    assert.deepEqual(await done("DELETE", "/server_busy"), OK);
    const job = await done("POST", "/jobs", { type: "file_housekeeping" });
    assert.equal((await done("GET", `/jobs/${job.id}`)).type, "file_housekeeping");
    assert.ok((await done("GET", "/jobs?page=0&per_page=10")).some((one: any) => one.id === job.id));
    assert.ok((await done("GET", "/jobs/type/file_housekeeping?page=0&per_page=10")).length === 1);
    const form = new FormData();
    form.append("license", new Blob([aLicense([])]), "licence.txt");
    const encoded = new Request("http://x", { method: "POST", body: form });
    const bytes = new Uint8Array(await encoded.arrayBuffer());
    const type = { "Content-Type": encoded.headers.get("content-type") ?? "" };
    const socket = join(server.dataFolder, "courtyard.sock");
    const uploaded = await throughSocket(socket, "POST", "/license", bytes, type);
    assert.equal(uploaded.status, 200, uploaded.text);
    assert.equal((await done("GET", "/license/client?format=old")).IsLicensed, "true");
    assert.deepEqual(await done("DELETE", "/license"), OK);
    assert.equal((await done("GET", "/license/client?format=old")).IsLicensed, "false");
  });

  it("sends files in pieces", async () => {
    const team = await done("GET", "/teams/name/orchard");
    const channel = await done("GET", `/teams/${team.id}/channels/name/town-square`);
    await done("POST", `/channels/${channel.id}/members`, { user_id: ada.id });
    const upload = await done("POST", "/uploads", { channel_id: channel.id, filename: "seeds.txt", file_size: 10 });
    const unfinished = await call("POST", `/uploads/${upload.id}`, new TextEncoder().encode("seeds"));
    assert.deepEqual([unfinished.status, unfinished.text], [204, ""]);
    assert.equal((await done("GET", `/uploads/${upload.id}`)).file_offset, 5);
    assert.ok((await done("GET", `/users/${ada.id}/uploads`)).some((one: any) => one.id === upload.id));
    const info = await done("POST", `/uploads/${upload.id}`, new TextEncoder().encode(" etc."));
    assert.deepEqual([info.name, info.size], ["seeds.txt", 10]);
  });

  it("is told what is not here", async () => {
    for (const [method, path] of [
      ["GET", "/exports"],
      ["DELETE", "/exports/one.zip"],
      ["GET", "/imports"],
      ["POST", "/integrity"],
      ["GET", "/hooks/incoming?page=0&per_page=200"],
      ["GET", "/commands"],
    ] as const) {
      refusal(await call(method, path), 404);
    }
    refusal(await call("GET", "/plugins"), 501);
    refusal(await call("POST", "/ldap/sync"), 501);
  });

  it("removes everybody, which nobody may over the network", async () => {
    assert.ok((await ada.fails("DELETE", "/users")).status_code >= 400);
    assert.deepEqual(await done("DELETE", "/users"), OK);
    assert.deepEqual(await done("GET", "/users?page=0&per_page=200&active=true"), []);
    const first = await done("POST", "/users", {
      username: "eva",
      email: "eva@example.org",
      password: "a long password",
    });
    assert.equal(first.username, "eva");
  });
});
