import assert from "node:assert/strict";
import { formatOf } from "../../core/platform/images/index.js";
import { Listener } from "../support/listener.js";
import { anAdmin, aUser, type Person, stranger } from "../support/people.js";
import { aBomb, anAnimation, aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

function form(person: Person, name: string, picture: Uint8Array | undefined, imageFirst = false): FormData {
  const form = new FormData();
  const image = () => picture && form.append("image", new Blob([picture as BlobPart]), "emoji.png");
  if (imageFirst) image();
  form.append("emoji", JSON.stringify({ creator_id: person.id, name }));
  if (!imageFirst) image();
  return form;
}

describe("custom emoji", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let guest: Person;
  let picture: Buffer;
  const names = (list: { name: string }[]) => list.map((one) => one.name);

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    cat = await aUser(ada, "cat");
    guest = await aUser(ada, "guest");
    await ada.put(`/users/${guest.id}/roles`, { roles: "system_guest" });
    picture = await aPicture(300, 200);
  });
  after(() => server.stop());

  it("are added with a picture, shown to everybody and served small", async () => {
    const listener = await Listener.open(cat);
    const made = await bob.send("POST", "/emoji", form(bob, "party_bob", picture));
    assert.equal(made.status, 201);
    assert.deepEqual([made.body.name, made.body.creator_id, made.body.delete_at], ["party_bob", bob.id, 0]);
    assert.deepEqual(JSON.parse((await listener.next("emoji_added")).data.emoji), made.body);
    assert.deepEqual(await cat.get(`/emoji/${made.body.id}`), made.body);
    assert.deepEqual(await cat.get("/emoji/name/party_bob"), made.body);
    const image = await cat.send("GET", `/emoji/${made.body.id}/image`);
    assert.equal(image.headers.get("content-type"), "image/png");
    assert.equal(image.headers.get("x-content-type-options"), "nosniff");
    assert.equal(formatOf(image.body), "png");
    assert.ok(image.body.readUInt32BE(16) <= 128, "it is at most 128 pixels wide");
    const again = await cat.send("GET", `/emoji/${made.body.id}/image`, undefined, {
      "If-None-Match": image.headers.get("etag") ?? "",
    });
    assert.equal(again.status, 304);
    listener.close();
  });

  it("stay animated, and take their fields in any order", async () => {
    const made = await bob.send("POST", "/emoji", form(bob, "dance-bob", await anAnimation(4), true));
    assert.equal(made.status, 201);
    const image = await cat.send("GET", `/emoji/${made.body.id}/image`);
    assert.deepEqual([image.headers.get("content-type"), formatOf(image.body)], ["image/gif", "gif"]);
  });

  it("are found by page, name, prefix and part", async () => {
    await cat.send("POST", "/emoji", form(cat, "bob_100%", picture)).then((answer) => assert.equal(answer.status, 400));
    await cat.send("POST", "/emoji", form(cat, "a_bob", picture));
    assert.deepEqual(names(await cat.get("/emoji?sort=name")), ["a_bob", "dance-bob", "party_bob"]);
    assert.deepEqual(names(await cat.get("/emoji?page=1&per_page=2")), ["a_bob"]);
    assert.deepEqual(names(await cat.get("/emoji/autocomplete?name=Part")), ["party_bob"]);
    assert.deepEqual(names(await cat.post("/emoji/search", { term: "_bob" })), ["a_bob", "party_bob"]);
    assert.deepEqual(names(await cat.post("/emoji/search", { term: "bob", prefix_only: true })), []);
    assert.deepEqual(
      names(await cat.post("/emoji/search", { term: "%" })),
      [],
      "signs of the pattern language are plain signs",
    );
    assert.deepEqual(names(await cat.post("/emoji/names", ["a_bob", "nothing"])), ["a_bob"]);
    assert.equal((await cat.fails("GET", "/emoji/name/nothing")).status_code, 404);
    assert.equal((await cat.fails("GET", "/emoji?sort=age")).status_code, 400);
  });

  it("are refused when name, picture or form are wrong", async () => {
    const fails = async (body: FormData | string, status: number, id: string, headers = {}) => {
      const answer = await bob.send("POST", "/emoji", body, headers);
      assert.deepEqual([answer.status, answer.body.id], [status, id], answer.body.message);
      return answer.body.message as string;
    };
    const body = "api.context.invalid_body_param.app_error";
    assert.match(await fails(form(bob, "a b", picture), 400, body), /missing name in/);
    assert.match(await fails(form(bob, "x".repeat(65), picture), 400, body), /missing name in/);
    for (const taken of ["smile", "+1", "wave_dark_skin_tone"])
      assert.match(await fails(form(bob, taken, picture), 400, body), /missing name in/);
    await fails(form(bob, "party_bob", picture), 400, "api.emoji.create.duplicate.app_error");
    assert.match(await fails(form(bob, "fresh", undefined), 400, body), /missing image in/);
    await fails(form(bob, "fresh", Buffer.from("<svg onload=alert(1)>")), 400, "api.emoji.upload.image.app_error");
    await fails(form(bob, "fresh", aBomb(50_000, 50_000)), 400, "api.emoji.upload.image.app_error");
    await fails(form(bob, "fresh", Buffer.alloc(1024 * 1024 + 1)), 413, "api.emoji.upload.large_image.app_error");
    await fails(form(cat, "fresh", picture), 403, "api.context.permissions.app_error");
    const broken = new FormData();
    broken.append("emoji", "{");
    broken.append("image", new Blob([picture as BlobPart]), "x.png");
    assert.match(await fails(broken, 400, body), /missing emoji in/);
    await fails("{}", 400, "api.file.upload_file.multipart.app_error", { "Content-Type": "application/json" });
    assert.equal((await bob.fails("GET", "/emoji/name/fresh")).status_code, 404, "nothing of them is kept");
  });

  it("are not added by guests or strangers, and only deleted by their maker or an administrator", async () => {
    assert.equal((await guest.send("POST", "/emoji", form(guest, "guest", picture))).status, 403);
    assert.equal((await stranger(server).send("POST", "/emoji", form(bob, "nobody", picture))).status, 401);
    assert.equal((await stranger(server).fails("GET", "/emoji")).status_code, 401);
    const { id } = await bob.get("/emoji/name/party_bob");
    assert.equal((await cat.fails("DELETE", `/emoji/${id}`)).status_code, 403);
    await bob.delete(`/emoji/${id}`);
    for (const path of [`/emoji/${id}`, `/emoji/${id}/image`])
      assert.equal((await bob.fails("GET", path)).status_code, 404);
    const other = await bob.get("/emoji/name/dance-bob");
    await ada.delete(`/emoji/${other.id}`);
    assert.equal((await ada.fails("DELETE", `/emoji/${other.id}`)).status_code, 404);
    assert.equal(
      (await bob.send("POST", "/emoji", form(bob, "party_bob", picture))).status,
      201,
      "a deleted name is free again",
    );
  });

  it("can be switched off; those in messages stay visible", async () => {
    const { id } = await bob.get("/emoji/name/party_bob");
    const { config } = server.app.platform;
    const { stored } = config;
    config.replace({ ServiceSettings: { EnableCustomEmoji: false } });
    assert.equal((await bob.send("POST", "/emoji", form(bob, "late", picture))).status, 501);
    assert.equal((await bob.fails("GET", "/emoji")).status_code, 501);
    assert.equal((await bob.send("GET", `/emoji/${id}/image`)).status, 200);
    config.replace(stored);
  });
});
