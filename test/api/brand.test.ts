import assert from "node:assert/strict";
import { formatOf } from "../../core/platform/images/index.js";
import { anAdmin, aUser, type Person, stranger } from "../support/people.js";
import { aBomb, aPhotograph, aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

const IMAGE = "/brand/image";

function form(picture: Uint8Array, field = "image"): FormData {
  const form = new FormData();
  form.append(field, new Blob([picture as BlobPart], { type: "image/png" }), "brand.png");
  return form;
}

describe("the brand", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let anna: Person;
  const seen = (headers = {}) => anna.send<Buffer>("GET", IMAGE, undefined, headers);
  const files = async () => {
    const found: string[] = [];
    for await (const { path } of server.app.platform.files.list("brand")) found.push(path);
    return found;
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    anna = stranger(server);
  });
  after(() => server.stop());

  it("has no picture at first", async () => {
    assert.equal((await seen()).status, 404);
    assert.equal((await ada.send("DELETE", IMAGE)).status, 404);
  });

  it("has one picture that everybody sees, made anew without metadata", async () => {
    const set = await ada.send("POST", IMAGE, form(await aPhotograph()));
    assert.deepEqual([set.status, set.body], [201, { status: "OK" }]);
    const shown = await seen();
    assert.deepEqual(
      [shown.status, shown.headers.get("content-type"), formatOf(shown.body)],
      [200, "image/jpeg", "jpeg"],
    );
    assert.ok(!shown.body.includes("SecretCamera"));
    assert.equal(shown.headers.get("cache-control"), "no-cache");
    assert.equal((await seen({ "If-None-Match": shown.headers.get("etag") ?? "" })).status, 304);
  });

  it("keeps one file, whichever picture came last", async () => {
    const before = (await seen()).headers.get("etag");
    await Promise.all([3, 4].map(async (n) => ada.post(IMAGE, form(await aPicture(n * 1000, 10)))));
    assert.notEqual((await seen()).headers.get("etag"), before);
    assert.equal((await files()).length, 1);
  });

  it("refuses what is no picture, too large, or not in the form, and keeps the one it has", async () => {
    const before = (await seen()).headers.get("etag");
    const fails = async (body: FormData | string, status: number, id: string) => {
      const answer = await ada.send("POST", IMAGE, body);
      assert.deepEqual([answer.status, answer.body.id], [status, id]);
    };
    await fails(form(Buffer.from("no picture")), 400, "brand.save_brand_image.decode.app_error");
    await fails(form(aBomb(60_000, 60_000)), 400, "brand.save_brand_image.decode.app_error");
    await fails(form(await aPicture(5, 5), "logo"), 400, "api.admin.upload_brand_image.no_file.app_error");
    await fails(form(Buffer.alloc(10 * 1024 * 1024 + 1)), 413, "api.admin.upload_brand_image.too_large.app_error");
    await fails("nothing", 400, "api.file.upload_file.multipart.app_error");
    assert.equal((await seen()).headers.get("etag"), before);
    assert.equal((await files()).length, 1);
  });

  it("is changed by those who may edit it, each time with an entry of the audit log", async () => {
    for (const [who, status] of [
      [anna, 401],
      [bob, 403],
    ] as const) {
      assert.equal((await who.send("POST", IMAGE, form(await aPicture(5, 5)))).status, status);
      assert.equal((await who.send("DELETE", IMAGE)).status, status);
    }
    const role = await ada.get("/roles/name/system_post_all");
    await ada.put(`/roles/${role.id}/patch`, { permissions: ["edit_brand"] });
    await ada.put(`/users/${bob.id}/roles`, { roles: "system_user system_post_all" });
    await bob.post(IMAGE, form(await aPicture(5, 5)));
    await bob.delete(IMAGE);
    assert.equal((await seen()).status, 404);
    assert.deepEqual(await files(), []);
    const entries = await ada.get<{ action: string; user_id: string }[]>("/audits?per_page=200");
    const own = entries.filter((entry) => entry.user_id === bob.id).map((entry) => entry.action);
    assert.deepEqual(own.filter((action) => action.startsWith("brand.")).slice(0, 2), [
      "brand.picture.remove",
      "brand.picture",
    ]);
  });

  it("answers that there is none when the file is lost", async () => {
    await ada.post(IMAGE, form(await aPicture(5, 5)));
    await server.app.platform.files.removeFolder("brand");
    assert.equal((await seen()).status, 404);
  });

  it("has settings that everybody is told", async () => {
    await ada.put("/config/patch", { TeamSettings: { EnableCustomBrand: true, CustomBrandText: "**Hello**" } });
    const { EnableCustomBrand, CustomBrandText } = await anna.get("/config/client?format=old");
    assert.deepEqual([EnableCustomBrand, CustomBrandText], ["true", "**Hello**"]);
    const tooLong = await ada.send("PUT", "/config/patch", { TeamSettings: { CustomBrandText: "x".repeat(501) } });
    assert.equal(tooLong.status, 400);
  });
});
