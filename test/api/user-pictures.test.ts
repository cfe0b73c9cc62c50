import assert from "node:assert/strict";
import { formatOf } from "../../core/platform/images/index.js";
import { Listener } from "../support/listener.js";
import { anAdmin, aUser, type Person, stranger } from "../support/people.js";
import { aBomb, aPhotograph, aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

function form(picture: Uint8Array, field = "image"): FormData {
  const form = new FormData();
  form.append(field, new Blob([picture as BlobPart], { type: "image/png" }), "me.png");
  return form;
}

describe("pictures of people", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  const image = (of: Person, seenBy: Person, headers = {}, path = "image") =>
    seenBy.send<Buffer>("GET", `/users/${of.id}/${path}`, undefined, headers);

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob", { first_name: "Bob", last_name: "Miller" });
    cat = await aUser(ada, "cat");
  });
  after(() => server.stop());

  it("are drawn from initials for those who have none, the same for everybody who asks", async () => {
    const drawn = await image(bob, cat);
    assert.deepEqual(
      [drawn.status, drawn.headers.get("content-type"), formatOf(drawn.body)],
      [200, "image/png", "png"],
    );
    assert.match(drawn.headers.get("cache-control") ?? "", /^private, max-age=\d+$/);
    assert.deepEqual((await image(bob, ada, {}, "image/default")).body, drawn.body);
    assert.notDeepEqual((await image(cat, ada)).body, drawn.body);
    assert.equal((await image(bob, cat, { "If-None-Match": drawn.headers.get("etag") ?? "" })).status, 304);
    server.app.platform.config.replace({ PrivacySettings: { ShowFullName: false } });
    assert.notDeepEqual((await image(bob, cat)).body, drawn.body, "hidden names are not drawn");
    server.app.platform.config.replace({});
  });

  it("are replaced by one's own: square, without metadata, with a new address for clients", async () => {
    const drawn = await image(bob, cat);
    const listener = await Listener.open(cat);
    assert.deepEqual(await bob.post("/users/me/image", form(await aPhotograph())), { status: "OK" });
    const { last_picture_update: changed } = (await listener.next("user_updated")).data.user;
    assert.ok(changed > 0);
    const own = await image(bob, cat);
    assert.deepEqual([own.status, own.headers.get("content-type"), formatOf(own.body)], [200, "image/png", "png"]);
    assert.equal(own.body.readUInt32BE(16), own.body.readUInt32BE(20));
    assert.ok(!own.body.includes("SecretCamera"));
    assert.notEqual(own.headers.get("etag"), drawn.headers.get("etag"));
    assert.equal((await image(bob, cat, { "If-None-Match": own.headers.get("etag") ?? "" })).status, 304);
    assert.deepEqual((await image(bob, cat, {}, "image/default")).body, drawn.body, "the drawn one can still be had");
    listener.close();
  });

  it("can be taken back", async () => {
    const drawn = await image(bob, cat, {}, "image/default");
    await bob.delete("/users/me/image");
    assert.deepEqual((await image(bob, cat)).body, drawn.body);
    assert.equal((await bob.get("/users/me")).last_picture_update, 0);
    await bob.delete("/users/me/image");
  });

  it("are drawn again when the file is lost", async () => {
    await bob.post("/users/me/image", form(await aPicture(10, 10)));
    await server.app.platform.files.removeFolder(`users/${bob.id}`);
    const drawn = await image(bob, cat, {}, "image/default");
    assert.deepEqual((await image(bob, cat)).body, drawn.body);
    await bob.delete("/users/me/image");
  });

  it("are refused when they are none, too large, or not in the form", async () => {
    const fails = async (body: FormData | string, status: number, id: string, headers = {}) => {
      const answer = await bob.send("POST", "/users/me/image", body, headers);
      assert.deepEqual([answer.status, answer.body.id], [status, id]);
    };
    await fails(form(Buffer.from("<html>")), 400, "api.user.upload_profile_user.decode.app_error");
    await fails(
      form(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
      400,
      "api.user.upload_profile_user.decode.app_error",
    );
    await fails(form(aBomb(60_000, 60_000)), 400, "api.user.upload_profile_user.decode.app_error");
    await fails(form(await aPicture(10, 10), "file"), 400, "api.user.upload_profile_user.array.app_error");
    await fails(form(Buffer.alloc(0)), 400, "api.user.upload_profile_user.array.app_error");
    await fails(form(Buffer.alloc(10 * 1024 * 1024 + 1)), 413, "api.user.upload_profile_user.too_large.app_error");
    await fails("{}", 400, "api.file.upload_file.multipart.app_error", { "Content-Type": "application/json" });
    await fails("--x\r\nContent-Disp", 400, "api.file.upload_file.multipart.app_error", {
      "Content-Type": "multipart/form-data; boundary=x",
    });
    assert.equal((await bob.get("/users/me")).last_picture_update, 0);
  });

  it("are set by the person or an administrator alone", async () => {
    const picture = await aPicture(10, 10);
    assert.equal((await cat.send("POST", `/users/${bob.id}/image`, form(picture))).status, 403);
    assert.equal((await stranger(server).send("POST", `/users/${bob.id}/image`, form(picture))).status, 401);
    assert.equal((await stranger(server).send("GET", `/users/${bob.id}/image`)).status, 401);
    assert.equal((await ada.send("POST", `/users/${bob.id}/image`, form(picture))).status, 200);
    const nobody = "z".repeat(26);
    assert.equal((await ada.send("POST", `/users/${nobody}/image`, form(picture))).status, 404);
    assert.equal((await ada.fails("DELETE", `/users/${nobody}/image`)).status_code, 404);
    assert.equal((await cat.fails("GET", `/users/${nobody}/image`)).status_code, 404);
  });
});
