import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import type { FileInfo } from "../../core/api/files.js";
import { newId } from "../../core/platform/ids.js";
import { share, upload } from "../support/files.js";
import { aChannel, add, anAdmin, aTeam, aUser, join as joinTeam, type Person, stranger } from "../support/people.js";
import { aBomb, anAnimation, aPhotograph, aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const LIMIT = 300_000;

/** Every file below the folder of the file store, with what is on its way in. */
function kept(server: TestServer): string[] {
  const found = readdirSync(join(server.dataFolder, "files"), { recursive: true, encoding: "utf8" });
  return found.filter((path) => statSync(join(server.dataFolder, "files", path)).isFile());
}

function form(channel: { id: string }, files: [string, string | Uint8Array][], clientIds: string[] = []): FormData {
  const data = new FormData();
  for (const [name, content] of files) data.append("files", new File([content as BlobPart], name));
  // After the files on purpose: many clients send it like this.
  data.append("channel_id", channel.id);
  for (const id of clientIds) data.append("client_ids", id);
  return data;
}

describe("files", () => {
  let server: TestServer;
  let root: Person;
  let ada: Person;
  let bob: Person;
  let eve: Person;
  let cafe: { id: string };
  let team: { id: string };

  const people: Record<string, Person> = {};

  before(async () => {
    server = await startTestServer({
      MM_FILESETTINGS_MAXFILESIZE: String(LIMIT),
      MM_FILESETTINGS_ENABLEPUBLICLINK: "true",
    });
    root = await anAdmin(server, "root");
    for (const name of ["ada", "bob", "eve"] as const) people[name] = await aUser(root, name);
    ({ ada, bob, eve } = people as { ada: Person; bob: Person; eve: Person });
    team = await aTeam(root, "people");
    await joinTeam(root, team, ada, bob, eve);
    cafe = await aChannel(ada, team, "cafe", "P");
    await add(ada, cafe, bob);
    await upload(ada, cafe, "first", "so that the folder exists");
  });
  after(() => server.stop());

  describe("uploading", () => {
    it("takes several files with the ids the client gave them", async () => {
      const files: [string, string | Uint8Array][] = [
        ["one.txt", "1"],
        ["Größe 報告.PDF", "%PDF-1.4 x"],
      ];
      const answer = await ada.send("POST", "/api/v4/files", form(cafe, files, ["c1", "c2"]));
      assert.equal(answer.status, 201);
      assert.deepEqual(answer.body.client_ids, ["c1", "c2"]);
      const [one, two] = answer.body.file_infos as FileInfo[];
      assert.deepEqual([one?.name, one?.extension, one?.size, one?.mime_type], ["one.txt", "txt", 1, "text/plain"]);
      assert.deepEqual([two?.name, two?.extension, two?.mime_type], ["Größe 報告.PDF", "pdf", "application/pdf"]);
      assert.deepEqual([one?.user_id, one?.channel_id, one?.post_id, one?.delete_at], [ada.id, cafe.id, "", 0]);
      assert.equal(JSON.stringify(answer.body).includes("path"), false);
    });

    it("takes the bytes alone", async () => {
      const path = `/api/v4/files?channel_id=${cafe.id}&filename=${encodeURIComponent("notes über.txt")}&client_ids=x`;
      const answer = await ada.send("POST", path, Buffer.from("raw bytes"));
      assert.deepEqual([answer.status, answer.body.file_infos[0].name], [201, "notes über.txt"]);
      assert.deepEqual(answer.body.client_ids, ["x"]);
      const back = await ada.send("GET", `/api/v4/files/${answer.body.file_infos[0].id}`);
      assert.equal(String(back.body), "raw bytes");
    });

    it("gives back exactly what came", async () => {
      const content = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919) & 255));
      const info = await upload(ada, cafe, "random.bin", content);
      const back = await ada.send("GET", `/api/v4/files/${info.id}`);
      assert.ok(content.equals(back.body));
      assert.equal(back.headers.get("content-length"), String(content.length));
    });

    const refused: [string, () => [string, unknown, Record<string, string>?], number, string][] = [
      ["an empty file", () => ["/api/v4/files", form(cafe, [["a", ""]])], 400, "api.file.upload_file.empty.app_error"],
      [
        "an empty body",
        () => [`/api/v4/files?channel_id=${cafe.id}&filename=a`, new Uint8Array()],
        400,
        "api.file.upload_file.empty.app_error",
      ],
      [
        "a file over the limit",
        () => ["/api/v4/files", form(cafe, [["a", Buffer.alloc(LIMIT + 1)]])],
        413,
        "api.file.upload_file.too_large.app_error",
      ],
      [
        "a body over the limit",
        () => [`/api/v4/files?channel_id=${cafe.id}&filename=a`, Buffer.alloc(LIMIT + 1)],
        413,
        "api.file.upload_file.too_large.app_error",
      ],
      [
        "eleven files",
        () => [
          "/api/v4/files",
          form(
            cafe,
            Array.from({ length: 11 }, () => ["a", "x"]),
          ),
        ],
        400,
        "api.file.upload_file.multipart.app_error",
      ],
      [
        "client ids that do not match",
        () => ["/api/v4/files", form(cafe, [["a", "x"]], ["1", "2"])],
        400,
        "api.context.invalid_body_param.app_error",
      ],
      ["no file", () => ["/api/v4/files", form(cafe, [])], 400, "api.context.invalid_body_param.app_error"],
      [
        "no channel",
        () => ["/api/v4/files", form({ id: "" }, [["a", "x"]])],
        400,
        "api.context.invalid_body_param.app_error",
      ],
      [
        "a channel that is none",
        () => ["/api/v4/files", form({ id: "../../etc" }, [["a", "x"]])],
        400,
        "api.context.invalid_body_param.app_error",
      ],
      [
        "no file name",
        () => [`/api/v4/files?channel_id=${cafe.id}`, Buffer.from("x")],
        400,
        "api.context.invalid_query_param.app_error",
      ],
      [
        "a broken form",
        () => [`/api/v4/files`, Buffer.from("--x\r\nhello"), { "content-type": "multipart/form-data; boundary=x" }],
        400,
        "api.file.upload_file.multipart.app_error",
      ],
      [
        "a picture with too many pixels",
        () => ["/api/v4/files", form(cafe, [["a.png", aBomb(50_000, 50_000)]])],
        400,
        "api.file.upload_file.large_image.app_error",
      ],
      [
        "one bad file among good ones",
        () => [
          "/api/v4/files",
          form(cafe, [
            ["a.txt", "good"],
            ["b.png", aBomb(50_000, 50_000)],
          ]),
        ],
        400,
        "api.file.upload_file.large_image.app_error",
      ],
    ];
    for (const [what, make, status, id] of refused) {
      it(`refuses ${what} and keeps nothing`, async () => {
        const [before, rows] = [kept(server), await server.sql("SELECT id FROM file_infos")];
        const [path, body, headers] = make();
        const answer = await ada.send("POST", path, body, headers);
        assert.deepEqual([answer.status, answer.body.id], [status, id]);
        assert.deepEqual(kept(server), before);
        assert.deepEqual(await server.sql("SELECT id FROM file_infos"), rows);
      });
    }

    it("refuses who is not in the channel like a channel that does not exist", async () => {
      const before = kept(server);
      const [hidden, unknown] = [form(cafe, [["a", "x"]]), form({ id: newId() }, [["a", "x"]])];
      const answers = [
        await eve.send("POST", "/api/v4/files", hidden),
        await eve.send("POST", "/api/v4/files", unknown),
      ];
      assert.deepEqual(
        answers.map((one) => [one.status, one.body.id]),
        Array(2).fill([404, "store.not_found.app_error"]),
      );
      const raw = await eve.send("POST", `/api/v4/files?channel_id=${cafe.id}&filename=a`, Buffer.from("x"));
      assert.equal(raw.status, 404);
      assert.equal((await stranger(server).send("POST", "/api/v4/files", form(cafe, [["a", "x"]]))).status, 401);
      assert.deepEqual(kept(server), before);
    });

    it("keeps nothing of an upload whose sender goes away", async () => {
      const [before, rows] = [kept(server), await server.sql("SELECT id FROM file_infos")];
      for (const path of ["/api/v4/files", `/api/v4/files?channel_id=${cafe.id}&filename=a`]) {
        const multipart = path === "/api/v4/files" ? { "Content-Type": "multipart/form-data; boundary=xx" } : {};
        const headers = { Authorization: `Bearer ${ada.token}`, "Content-Length": "200000", ...multipart };
        const sending = request(`${server.url}${path}`, { method: "POST", headers });
        sending.on("error", () => undefined);
        sending.write('--xx\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n');
        sending.write(Buffer.alloc(100_000));
        await until(() => kept(server).length > before.length);
        sending.destroy();
        await until(() => kept(server).length === before.length);
      }
      assert.deepEqual(kept(server), before);
      assert.deepEqual(await server.sql("SELECT id FROM file_infos"), rows);
    });

    it("keeps no bytes of a file the database refuses", async () => {
      const before = kept(server);
      await server.sql("ALTER TABLE file_infos ADD CONSTRAINT refuse CHECK (name <> 'refused.png')");
      const files: [string, Uint8Array][] = [
        ["good.png", await aPicture(3000, 10)],
        ["refused.png", await aPicture(3000, 10)],
      ];
      assert.equal((await ada.send("POST", "/api/v4/files", form(cafe, files))).status, 500);
      assert.deepEqual(kept(server), before);
      assert.deepEqual(await server.sql("SELECT id FROM file_infos WHERE name = 'good.png'"), []);
    });

    it("takes names for what they are: names", async () => {
      const names = [
        "../../../etc/passwd",
        "..\\..\\boot.ini",
        "/abs/olute",
        "a\u202etxt.exe",
        "x".repeat(300),
        "..",
        "CON",
        "%2e%2e%2f",
      ];
      for (const name of names) {
        const query = `channel_id=${cafe.id}&filename=${encodeURIComponent(name)}`;
        const { file_infos } = await ada.post<{ file_infos: FileInfo[] }>(`/api/v4/files?${query}`, Buffer.from("x"));
        const [info] = file_infos as [FileInfo];
        assert.doesNotMatch(info.name, /[/\\\u202e]/);
        const [row] = await server.sql<{ path: string }>("SELECT path FROM file_infos WHERE id = $1", [info.id]);
        assert.match(row?.path ?? "", /^\d{8}\/[a-z0-9]{26}\/[a-z0-9]{26}\/original$/);
        assert.equal(String((await ada.send("GET", `/api/v4/files/${info.id}`)).body), "x");
      }
    });
  });

  describe("pictures", () => {
    it("get size, thumbnail, preview and a tiny preview", async () => {
      const info = await upload(ada, cafe, "wide.jpg", await aPicture(2400, 1200, "jpeg"));
      assert.deepEqual(
        [info.width, info.height, info.mime_type, info.has_preview_image],
        [2400, 1200, "image/jpeg", true],
      );
      assert.equal(
        Buffer.from(info.mini_preview ?? "", "base64")
          .subarray(0, 2)
          .toString("hex"),
        "ffd8",
      );
      const thumbnail = await ada.send("GET", `/api/v4/files/${info.id}/thumbnail`);
      assert.deepEqual([thumbnail.status, thumbnail.headers.get("content-type")], [200, "image/jpeg"]);
      const preview = await ada.send("GET", `/api/v4/files/${info.id}/preview`);
      assert.equal(preview.headers.get("content-type"), "image/jpeg");
      assert.ok(thumbnail.body.length < preview.body.length);
    });

    it("keep the place and the camera of a photograph out of its preview", async () => {
      const photograph = await aPhotograph();
      assert.ok(photograph.includes("SecretCamera"));
      const info = await upload(ada, cafe, "me.jpg", photograph);
      assert.deepEqual([info.width, info.height], [480, 640]);
      for (const variant of ["thumbnail", "preview"]) {
        const { body } = await ada.send("GET", `/api/v4/files/${info.id}/${variant}`);
        assert.equal(body.includes("SecretCamera"), false);
      }
    });

    it("have no preview where it would stand still or where there is nothing to see", async () => {
      const moving = await upload(ada, cafe, "moving.gif", await anAnimation(4));
      assert.deepEqual([moving.has_preview_image, moving.width], [false, 30]);
      assert.equal(
        (await ada.send("GET", `/api/v4/files/${moving.id}/preview`)).body.id,
        "api.file.get_file.no_preview.app_error",
      );
      assert.equal((await ada.send("GET", `/api/v4/files/${moving.id}/thumbnail`)).status, 200);
      const plain = await upload(ada, cafe, "plain.png", "not a picture");
      assert.deepEqual([plain.has_preview_image, plain.mini_preview, plain.width], [false, null, 0]);
      for (const variant of ["thumbnail", "preview"]) {
        assert.equal((await ada.send("GET", `/api/v4/files/${plain.id}/${variant}`)).status, 404);
      }
    });

    it("that are small and clean are their own preview", async () => {
      const picture = await aPicture(100, 100);
      const info = await upload(ada, cafe, "small.png", picture);
      assert.equal(info.has_preview_image, true);
      assert.ok(picture.equals((await ada.send("GET", `/api/v4/files/${info.id}/preview`)).body));
    });
  });

  describe("reading", () => {
    it("shows harmless kinds and has everything else saved", async () => {
      const jpeg = await aPicture(10, 10, "jpeg");
      const cases: [string, string | Uint8Array, RegExp, string][] = [
        ["a.jpg", jpeg, /^inline/, "image/jpeg"],
        ["a.txt", "<script>alert(1)</script>", /^inline/, "text/plain; charset=utf-8"],
        ["a.html", "<script>alert(1)</script>", /^attachment/, "application/octet-stream"],
        ["a.svg", "<svg onload='alert(1)'/>", /^attachment/, "application/octet-stream"],
        ["a.xml", "<x/>", /^attachment/, "application/octet-stream"],
        ["a.js", "alert(1)", /^attachment/, "application/octet-stream"],
        ["a.png", "<html><script>alert(1)</script>", /^attachment/, "application/octet-stream"],
        [
          "a.html",
          Buffer.concat([jpeg, Buffer.from("<script>alert(1)</script>")]),
          /^attachment/,
          "application/octet-stream",
        ],
        ["a.html.png", "GIF89a/*<script>*/=1;alert(1)", /^inline/, "image/gif"],
        ["noextension", "<!doctype html><script>alert(1)</script>", /^inline/, "text/plain; charset=utf-8"],
        [
          "a.docx",
          "PK\x03\x04",
          /^attachment/,
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ],
      ];
      for (const [name, content, disposition, type] of cases) {
        const info = await upload(ada, cafe, name, content);
        const { headers } = await ada.send("GET", `/api/v4/files/${info.id}`);
        assert.match(headers.get("content-disposition") ?? "", disposition, name);
        assert.equal(headers.get("content-type"), type, name);
        assert.equal(headers.get("x-content-type-options"), "nosniff");
        assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*sandbox/);
        assert.equal(headers.get("cache-control"), "private, no-cache");
        const saved = await ada.send("GET", `/api/v4/files/${info.id}?download=1`);
        assert.match(saved.headers.get("content-disposition") ?? "", /^attachment/);
      }
    });

    it("gives ranges, heads and unchanged files", async () => {
      const info = await upload(ada, cafe, "text.txt", "0123456789");
      const path = `/api/v4/files/${info.id}`;
      const part = await ada.send("GET", path, undefined, { Range: "bytes=2-4" });
      assert.deepEqual([part.status, String(part.body)], [206, "234"]);
      assert.equal(part.headers.get("content-range"), "bytes 2-4/10");
      assert.equal(part.headers.get("content-length"), "3");
      const tail = await ada.send("GET", path, undefined, { Range: "bytes=-3", "Accept-Encoding": "gzip" });
      assert.deepEqual([tail.status, String(tail.body)], [206, "789"]);
      const long = await upload(ada, cafe, "long.txt", "ab".repeat(50_000));
      const middle = await ada.send("GET", `/api/v4/files/${long.id}`, undefined, { Range: "bytes=1-50000" });
      assert.deepEqual(
        [middle.status, middle.headers.get("content-length"), middle.body.length],
        [206, "50000", 50_000],
      );
      const beyond = await ada.send("GET", path, undefined, { Range: "bytes=10-" });
      assert.deepEqual([beyond.status, beyond.headers.get("content-range")], [416, "bytes */10"]);
      const several = await ada.send("GET", path, undefined, { Range: "bytes=0-1,4-5" });
      assert.deepEqual([several.status, String(several.body)], [200, "0123456789"]);
      const head = await ada.send("HEAD", path);
      assert.deepEqual([head.status, head.headers.get("content-length"), head.body.length], [200, "10", 0]);
      const whole = await ada.send("GET", path);
      assert.equal(whole.headers.get("accept-ranges"), "bytes");
      const etag = whole.headers.get("etag") ?? "";
      assert.equal((await ada.send("GET", path, undefined, { "If-None-Match": etag })).status, 304);
      const stale = await ada.send("GET", path, undefined, { Range: "bytes=2-4", "If-Range": '"other"' });
      assert.deepEqual([stale.status, String(stale.body)], [200, "0123456789"]);
      const fresh = await ada.send("GET", path, undefined, { Range: "bytes=2-4", "If-Range": etag });
      assert.deepEqual([fresh.status, String(fresh.body)], [206, "234"]);
    });

    it("is for the uploader alone until a message names the file, then for its readers", async () => {
      const info = await upload(ada, cafe, "secret.png", await aPicture(2000, 100));
      const paths = ["", "/info", "/thumbnail", "/preview", "/link"].map((end) => `/api/v4/files/${info.id}${end}`);
      for (const path of paths) assert.equal((await bob.send("GET", path)).status, 404, path);
      assert.equal((await ada.get(`/api/v4/files/${info.id}/info`)).name, "secret.png");
      const post = await share(ada, cafe, [info]);
      for (const path of paths) assert.equal((await bob.send("GET", path)).status, 200, path);
      assert.equal((await bob.get(`/api/v4/files/${info.id}/info`)).post_id, post.id);
      const unknown = await eve.send("GET", `/api/v4/files/${newId()}`);
      for (const path of paths) {
        const answer = await eve.send("GET", path);
        assert.deepEqual(
          [answer.status, answer.body.id, answer.body.message],
          [404, unknown.body.id, unknown.body.message],
          path,
        );
        assert.equal((await stranger(server).send("GET", path)).status, 401);
      }
      await ada.delete(`/posts/${post.id}`);
      for (const path of paths) assert.equal((await ada.send("GET", path)).status, 404, path);
    });

    it("lists the files of a message to its readers, in the order of the message", async () => {
      const [one, two] = [await upload(ada, cafe, "1", "1"), await upload(ada, cafe, "2", "2")];
      const post = await share(ada, cafe, [two, one]);
      const infos = await bob.get<FileInfo[]>(`/posts/${post.id}/files/info`);
      assert.deepEqual(
        infos.map((info) => info.id),
        [two.id, one.id],
      );
      const [hidden, unknown] = [
        await eve.send("GET", `/posts/${post.id}/files/info`),
        await eve.send("GET", `/posts/${newId()}/files/info`),
      ];
      assert.deepEqual([hidden.status, hidden.body.message], [unknown.status, unknown.body.message]);
      assert.equal(hidden.status, 404);
    });

    it("answers nonsense with 400 or 404, never with an error of its own", async () => {
      for (const id of ["x", "..%2f..%2fetc", "A".repeat(26), "%00", "null"]) {
        const { status } = await ada.send("GET", `/api/v4/files/${id}`);
        assert.ok(status === 400 || status === 404, `${id}: ${status}`);
      }
    });
  });

  describe("attaching", () => {
    it("is for files of one's own that no message has yet", async () => {
      const mine = await upload(ada, cafe, "mine", "x");
      const refused = async (person: Person, ids: string[]) => {
        const body = { channel_id: cafe.id, message: "see here", file_ids: ids };
        assert.equal((await person.fails("POST", "/posts", body)).id, "api.post.create_post.file.app_error");
      };
      await refused(bob, [mine.id]);
      await refused(ada, [mine.id, newId()]);
      assert.equal((await ada.get<FileInfo>(`/api/v4/files/${mine.id}/info`)).post_id, "");
      const post = await share(ada, cafe, [mine]);
      await refused(ada, [mine.id]);
      const seen = await bob.get<{ metadata: { files: FileInfo[] } }>(`/posts/${post.id}`);
      assert.deepEqual(
        seen.metadata.files.map((file) => [file.id, file.name, file.post_id]),
        [[mine.id, "mine", post.id]],
      );
    });

    it("ends for files an edit leaves out", async () => {
      const [one, two] = [await upload(ada, cafe, "1", "1"), await upload(ada, cafe, "2", "2")];
      const post = await share(ada, cafe, [one, two]);
      await ada.put(`/posts/${post.id}/patch`, { file_ids: [two.id] });
      assert.equal((await bob.send("GET", `/api/v4/files/${one.id}`)).status, 404);
      assert.equal((await bob.send("GET", `/api/v4/files/${two.id}`)).status, 200);
    });
  });

  describe("public links", () => {
    it("lead anybody to the file of a message, until the message goes", async () => {
      const info = await upload(ada, cafe, "page.html", "<b>hi</b>");
      assert.equal(
        (await ada.fails("GET", `/api/v4/files/${info.id}/link`)).id,
        "api.file.get_public_link.no_post.app_error",
      );
      const post = await share(ada, cafe, [info]);
      const { link } = await bob.get(`/api/v4/files/${info.id}/link`);
      assert.ok(link.startsWith(`${server.url}/files/`), link);
      const path = link.slice(server.url.length);
      const answer = await stranger(server).send("GET", path);
      assert.deepEqual([answer.status, String(answer.body)], [200, "<b>hi</b>"]);
      assert.match(answer.headers.get("content-disposition") ?? "", /^attachment/);
      const other = await upload(ada, cafe, "other", "x");
      await share(ada, cafe, [other]);
      for (const wrong of [
        path.slice(0, -1),
        `/files/${info.id}/public`,
        path.replace(info.id, other.id),
        `/files/${newId()}/public?h=x`,
      ]) {
        assert.equal((await stranger(server).send("GET", wrong)).status, 404, wrong);
      }
      await ada.delete(`/posts/${post.id}`);
      assert.equal((await stranger(server).send("GET", path)).status, 404);
    });

    it("end when their time is over; the next one is another", async () => {
      const info = await upload(ada, cafe, "plan.txt", "plan");
      await share(ada, cafe, [info]);
      const own = `/courtyard/files/${info.id}/link`;
      const none = { link: "", create_at: 0, expires_at: 0, user_id: "" };
      assert.deepEqual(await bob.get(own), none);
      const { link } = await bob.get(`/api/v4/files/${info.id}/link`);
      const state = await ada.get(own);
      const days = (state.expires_at - state.create_at) / 86_400_000;
      assert.deepEqual([state.link, state.user_id, days], [link, bob.id, 30]);
      assert.equal((await ada.get(`/api/v4/files/${info.id}/link`)).link, link, "one link for everybody");
      const at = Date.now() + 3_600_000;
      assert.deepEqual([(await ada.put(own, { expires_at: at })).expires_at, (await ada.get(own)).link], [at, link]);
      assert.equal((await ada.put(own, { expires_at: 0 })).expires_at, 0);
      assert.equal((await ada.fails("PUT", own, { expires_at: 1 })).status_code, 400);
      const opens = async (to: string) => (await stranger(server).send("GET", to.slice(server.url.length))).status;
      assert.equal(await opens(link), 200);
      await server.sql("UPDATE file_links SET expires_at = 1 WHERE file_id = $1", [info.id]);
      assert.equal(await opens(link), 404);
      assert.deepEqual(await bob.get(own), none);
      const next = await bob.get(`/api/v4/files/${info.id}/link`);
      assert.notEqual(next.link, link);
      assert.deepEqual([await opens(link), await opens(next.link)], [404, 200]);
    });

    it("are taken back for good, by whoever shared the file, made the link or moderates", async () => {
      const info = await upload(ada, cafe, "plan.txt", "plan");
      await share(ada, cafe, [info]);
      const own = `/courtyard/files/${info.id}/link`;
      const make = async () => (await bob.get(`/api/v4/files/${info.id}/link`)).link.slice(server.url.length);
      const cleo = await aUser(root, `cleo-${Date.now()}`);
      await joinTeam(root, team, cleo);
      await add(ada, cafe, cleo);
      for (const person of [bob, ada, root]) {
        const path = await make();
        assert.equal((await cleo.fails("DELETE", own)).status_code, 403);
        assert.equal((await stranger(server).send("GET", path)).status, 200);
        await person.delete(own);
        assert.equal((await stranger(server).send("GET", path)).status, 404);
        assert.notEqual(await make(), path);
        assert.equal((await stranger(server).send("GET", path)).status, 404);
      }
      for (const method of ["GET", "DELETE"]) assert.equal((await eve.fails(method, own)).status_code, 404);
      assert.equal((await eve.fails("PUT", own, { expires_at: 0 })).status_code, 404);
    });
  });
});
