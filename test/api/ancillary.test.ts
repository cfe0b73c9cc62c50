import assert from "node:assert/strict";
import { ancillaryPermissions } from "../../core/api/permissions.js";
import { aChannel, anAdmin, aPost, aTeam, aUser, join, type Person, stranger } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("permissions of the console", () => {
  let server: TestServer;
  let ada: Person;
  let vera: Person;
  /** Gives Vera these permissions beside those of everybody. */
  const may = async (...permissions: string[]) => {
    const role = await ada.get("/roles/name/system_post_all");
    await ada.put(`/roles/${role.id}/patch`, { permissions });
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    vera = await aUser(ada, "vera");
    await ada.put(`/users/${vera.id}/roles`, { roles: "system_user system_post_all" });
  });
  after(() => server.stop());

  it("tell what they bring along, in both forms", async () => {
    const wanted = ["sysconsole_write_environment_smtp", "sysconsole_read_reporting_server_logs"];
    const expected = [...wanted, "test_email", "get_logs"];
    assert.deepEqual(await vera.post("/permissions/ancillary", wanted), expected);
    assert.deepEqual(await vera.get(`/permissions/ancillary?subsection_permissions=${wanted.join(",")}`), expected);
    assert.deepEqual(await vera.post("/permissions/ancillary", ["create_post", "nonsense"]), [
      "create_post",
      "nonsense",
    ]);
    assert.deepEqual(await vera.post("/permissions/ancillary", []), []);
    assert.equal((await vera.fails("POST", "/permissions/ancillary", [1])).status_code, 400);
    assert.equal((await stranger(server).fails("POST", "/permissions/ancillary", wanted)).status_code, 401);
  });

  it("never bring along what makes an administrator", () => {
    const brought = new Set(Object.values(ancillaryPermissions).flat());
    for (const one of ["manage_system", "manage_roles", "assign_system_admin_role", "read_channel_content"] as const)
      assert.ok(!brought.has(one), one);
    assert.ok(![...brought].some((one) => one.startsWith("sysconsole_")));
  });

  it("let in to the calls their page is made of, as long as they are held", async () => {
    const form = new FormData();
    form.append("image", new Blob([(await aPicture(5, 5)) as BlobPart]), "brand.png");
    const calls: [string, string, string, unknown?][] = [
      ["sysconsole_write_site_customization", "POST", "/brand/image", form],
      ["sysconsole_write_environment_web_server", "POST", "/caches/invalidate"],
      ["sysconsole_write_environment_database", "POST", "/database/recycle"],
      ["sysconsole_read_compliance_compliance_monitoring", "GET", "/audits"],
      ["sysconsole_read_reporting_server_logs", "GET", "/logs"],
      ["sysconsole_write_environment_file_storage", "POST", "/file/test", {}],
    ];
    for (const [permission, method, path, body] of calls) {
      await may();
      assert.equal((await vera.send(method, path, body)).status, 403, `${path} without ${permission}`);
      await may(permission);
      assert.ok((await vera.send(method, path, body)).status < 300, `${path} with ${permission}`);
    }
    await may();
    assert.equal((await vera.send("GET", "/audits")).status, 403);
  });

  it("open no private channel and no message to those outside, and no administrator", async () => {
    const team = await aTeam(ada, "garden");
    await join(ada, team, vera);
    const channel = await aChannel(ada, team, "secret-beds", "P");
    const post = await aPost(ada, channel, "Canary");
    await may(...Object.keys(ancillaryPermissions));
    for (const path of [`/channels/${channel.id}`, `/channels/${channel.id}/posts`, `/posts/${post.id}`])
      assert.equal((await vera.send("GET", path)).status, 404, path);
    assert.equal((await vera.send("PUT", `/users/${ada.id}/password`, { new_password: "a new password" })).status, 403);
    assert.equal(
      (await vera.send("PUT", `/users/${vera.id}/roles`, { roles: "system_user system_admin" })).status,
      403,
    );
  });
});
