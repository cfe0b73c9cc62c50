import assert from "node:assert/strict";
import { documentBombs, pictureBombs } from "../support/bombs.js";
import { aChannel, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

const SCRIPT = "<script>alert(1)</script>";
/** Contents a browser would run if it were let. */
const CONTENTS: Record<string, string> = {
  page: `<!doctype html><html><body>${SCRIPT}</body></html>`,
  "page after spaces": `\n\n   <html>${SCRIPT}`,
  "page after a mark": `\ufeff<html>${SCRIPT}`,
  drawing: `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`,
  "drawing after a declaration": `<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`,
  xhtml: `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">${SCRIPT}</html>`,
  stylesheet: `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="data:text/xml,x"?><x/>`,
  script: "alert(document.cookie)//",
  mail: `From: a\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${SCRIPT}`,
  manifest: `CACHE MANIFEST\n/\nFALLBACK:\n/ /evil`,
  GIF: `GIF89a=1;/*${SCRIPT}*/`,
  PDF: `%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n${SCRIPT}`,
  PNG: `\x89PNG\r\n\x1a\n${SCRIPT}`,
  JPEG: `\xff\xd8\xff\xe0${SCRIPT}`,
  BMP: `BM=1;${SCRIPT}`,
  archive: `PK\x03\x04${SCRIPT}`,
  sound: `ID3\x03${SCRIPT}`,
  film: `\0\0\0\x18ftypmp42${SCRIPT}`,
};
/** Names under which each comes. */
const NAMES = "a.html a.svg a.png a.gif a.jpg a.pdf a.xml a.js a.mp4 a.txt a.xhtml a a.html.png a.png.html".split(" ");
/** Types a browser shows in its window; nothing of a page or a drawing is among them. */
const SHOWN =
  /^(image\/(png|jpeg|gif|webp|avif|bmp)|(audio|video)\/[\w.+-]+|application\/pdf|text\/plain; charset=utf-8)$/;

describe("files that attack those who open them", () => {
  let server: TestServer;
  let bob: Person;
  let channel: { id: string };

  before(async () => {
    server = await startTestServer({ MM_FILESETTINGS_ENABLEPUBLICLINK: "true" });
    const ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    const team = await aTeam(ada, "yard");
    await join(ada, team, bob);
    channel = await aChannel(bob, team, "files");
  });
  after(() => server.stop());

  async function upload(name: string, content: Uint8Array, type: string) {
    const form = new FormData();
    form.append("channel_id", channel.id);
    form.append("files", new File([content as BlobPart], name, { type }));
    return bob.send("POST", "/api/v4/files", form);
  }

  /** What would let a browser run something of an answer. */
  function danger(headers: Headers): string[] {
    const type = headers.get("content-type") ?? "";
    const inline = /^inline/.test(headers.get("content-disposition") ?? "");
    const policy = headers.get("content-security-policy") ?? "";
    return [
      /html|xml|svg|script|css|message|multipart|manifest/i.test(type) && `the type is ${type}`,
      inline && !SHOWN.test(type) && `${type} is shown`,
      !/^(inline|attachment);/.test(headers.get("content-disposition") ?? "") && "it does not say whether to save it",
      headers.get("x-content-type-options") !== "nosniff" && "it may be sniffed",
      !/default-src 'none'/.test(policy) && "it may load things",
      !/sandbox(;|$)/.test(policy) && "it is not in a sandbox",
    ].filter((one) => one !== false);
  }

  it("are never shown in a way in which they run: two hundred and fifty of them, at each address of each", async function () {
    this.timeout(180_000);
    const faults: string[] = [];
    let files = 0;
    for (const [kind, content] of Object.entries(CONTENTS)) {
      for (const name of NAMES) {
        const { status, body } = await upload(name, Buffer.from(content, "latin1"), "text/html");
        // What says it is a picture and is none may be refused.
        if (status === 400) continue;
        assert.equal(status, 201, `${kind} as ${name}`);
        files++;
        const { id } = body.file_infos[0];
        for (const path of ["", "?download=1", "/preview", "/thumbnail"]) {
          const answer = await bob.send("GET", `/api/v4/files/${id}${path}`);
          if (answer.status === 404 || answer.status === 400) continue;
          for (const fault of danger(answer.headers))
            faults.push(`${kind} as ${name} at ${path || "its address"}: ${fault}`);
        }
        if (files % 20 === 0) {
          await aPost(bob, channel, "here", { file_ids: [id] });
          const { link } = await bob.get(`/api/v4/files/${id}/link`);
          const answer = await bob.send("GET", new URL(link).pathname + new URL(link).search);
          for (const fault of danger(answer.headers)) faults.push(`${kind} as ${name} by its public link: ${fault}`);
        }
      }
    }
    assert.deepEqual(faults, []);
    assert.ok(files >= 200, `${files} files were taken`);
  });

  it("have no power as pictures of people, teams and emoji: only pictures are taken, and only drawn anew given out", async () => {
    const drawing = Buffer.from(CONTENTS.drawing as string);
    for (const [path, field] of [
      ["/users/me/image", "image"],
      ["/emoji", "image"],
    ] as const) {
      for (const bytes of [drawing, Buffer.from(CONTENTS.page as string), Buffer.from(CONTENTS.GIF as string)]) {
        const form = new FormData();
        if (path === "/emoji") form.append("emoji", JSON.stringify({ creator_id: bob.id, name: "evil" }));
        form.append(field, new File([bytes as BlobPart], "x.png", { type: "image/png" }));
        const { status } = await bob.send("POST", path, form);
        assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
      }
    }
    const form = new FormData();
    const hidden = Buffer.concat([await aPicture(200, 200), Buffer.from(SCRIPT)]);
    form.append("image", new File([hidden as BlobPart], "me.png"));
    assert.equal((await bob.send("POST", "/users/me/image", form)).status, 200);
    const { body, headers } = await bob.send("GET", "/users/me/image");
    assert.ok(!(body as Buffer).includes(SCRIPT));
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  });

  it("do not fill the memory: sixty pictures of all kinds that claim to be huge, while others are answered", async () => {
    const bombs = pictureBombs(60);
    const before = process.memoryUsage().rss;
    let most = before;
    let waiting = true;
    const watching = (async () => {
      while (waiting) {
        most = Math.max(most, process.memoryUsage().rss);
        assert.equal((await bob.send("GET", "/users/me")).status, 200);
      }
    })();
    const answers = await Promise.all(bombs.map(({ name, bytes }) => upload(name, bytes, "image/png")));
    waiting = false;
    await watching;
    const wrong = answers.flatMap(({ status, body }, n) => {
      const { name } = bombs[n] as { name: string };
      // What is no whole picture may be kept as a file like any other; a size that is said decides before that.
      const refused = status === 400 && body.id === "api.file.upload_file.large_image.app_error";
      const file = status === 201 && !body.file_infos[0].has_preview_image;
      const still = name === "frames.gif" && status === 201;
      return refused || (file && name !== "bomb.png") || still ? [] : [`${name}: ${status} ${JSON.stringify(body)}`];
    });
    assert.deepEqual(wrong, []);
    assert.ok(most - before < 300 * 1024 * 1024, `${Math.round((most - before) / 1048576)} MB more`);
  }).timeout(180_000);

  it("do not fill the memory as pictures of people and emoji either", async () => {
    const before = process.memoryUsage().rss;
    for (const { name, bytes } of pictureBombs(6)) {
      const form = (field: string) => {
        const made = new FormData();
        made.append("emoji", JSON.stringify({ creator_id: bob.id, name: `bomb_${name.replace(/\W/g, "_")}` }));
        made.append(field, new File([bytes as BlobPart], name));
        return made;
      };
      for (const path of ["/users/me/image", "/emoji"]) {
        const { status } = await bob.send("POST", path, form("image"));
        assert.ok(status < 500 && (status >= 400 || name === "frames.gif"), `${name} at ${path}: ${status}`);
      }
    }
    const more = process.memoryUsage().rss - before;
    assert.ok(more < 300 * 1024 * 1024, `${Math.round(more / 1048576)} MB more`);
  }).timeout(180_000);

  it("do not fill the memory when their text is read: documents that unpack to far more, also in layers", async () => {
    const before = process.memoryUsage().rss;
    for (const { name, bytes } of documentBombs()) {
      const { status, body } = await upload(name, bytes, "application/zip");
      assert.equal(status, 201, name);
      await aPost(bob, channel, name, { file_ids: [body.file_infos[0].id] });
    }
    assert.ok((await server.app.fileTexts.readWaiting()) >= 9);
    const states = await server.sql<{ name: string; text_state: string }>(
      "SELECT name, text_state FROM file_infos WHERE name ~ '^(tight|many|lying|layers)' ORDER BY name",
    );
    const read = states.filter(({ text_state }) => text_state === "read").map(({ name }) => name);
    assert.deepEqual(
      read.filter((name) => !/^(lying|layers)/.test(name)),
      [],
    );
    const more = process.memoryUsage().rss - before;
    assert.ok(more < 300 * 1024 * 1024, `${Math.round(more / 1048576)} MB more`);
    assert.equal((await bob.get("/users/me")).username, "bob");
  }).timeout(180_000);
});
