import assert from "node:assert/strict";
import type { FileInfo } from "../../core/api/files.js";
import { aDocx, anOdt, aPdf, aPptx } from "../../core/features/file-texts/documents.fixture.js";
import { share, upload } from "../support/files.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("search inside files", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let open: { id: string };
  let closed: { id: string };

  const names = async (person: Person, terms: string) => {
    const found = await person.post<{ order: string[]; file_infos: Record<string, FileInfo> }>("/api/v4/files/search", {
      terms,
    });
    return found.order.map((id) => found.file_infos[id]?.name);
  };
  const send = async (channel: { id: string }, name: string, content: string | Uint8Array) =>
    share(ada, channel, [await upload(ada, channel, name, content)]);
  const stateOf = async (name: string) =>
    (await server.sql<{ text_state: string }>("SELECT text_state FROM file_infos WHERE name = $1", [name]))[0]
      ?.text_state;

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    const team = await aTeam(ada, "harbour");
    await join(ada, team, bob);
    open = await aChannel(ada, team, "charts");
    closed = await aChannel(ada, team, "vault", "P");
    await add(ada, open, bob);
  });
  after(() => server.stop());

  it("finds documents by what they say, for those who may read them", async () => {
    await send(open, "one.pdf", aPdf("quicksilver"));
    await send(open, "two.docx", aDocx("quicksilver and copper"));
    await send(open, "three.pptx", aPptx("copper"));
    await send(open, "four.odt", anOdt("brass"));
    await send(open, "five.html", "<p>brass <script>zinc</script></p>");
    await send(closed, "six.txt", "quicksilver in the vault");
    await upload(ada, open, "never sent.txt", "quicksilver");
    assert.deepEqual(await names(bob, "quicksilver"), []);
    assert.equal(await server.app.fileTexts.readWaiting(), 6);
    assert.deepEqual(await names(bob, "quicksilver"), ["two.docx", "one.pdf"]);
    assert.deepEqual(await names(ada, "quicksilver"), ["six.txt", "two.docx", "one.pdf"]);
    assert.deepEqual(await names(bob, "brass"), ["five.html", "four.odt"]);
    assert.deepEqual(await names(bob, "zinc"), []);
    assert.deepEqual(await names(bob, "three"), ["three.pptx"], "still found by their names");
    assert.equal(await server.app.fileTexts.readWaiting(), 0);
  });

  it("passes over what cannot be read", async () => {
    await send(open, "broken.pdf", "no PDF at all");
    await send(open, "program.bin", "x");
    await send(open, "fine.txt", "amber");
    await server.app.fileTexts.readWaiting();
    assert.deepEqual([await stateOf("broken.pdf"), await stateOf("program.bin")], ["failed", "none"]);
    assert.deepEqual(await names(bob, "amber"), ["fine.txt"]);
    assert.deepEqual(await names(bob, "broken"), ["broken.pdf"]);
  });

  it("tries a file once more when the server stopped while reading it, and then no more", async () => {
    await send(open, "heavy.txt", "granite");
    await server.sql("UPDATE file_infos SET text_state = 'last' WHERE name = 'heavy.txt'");
    await server.app.fileTexts.readWaiting();
    assert.equal(await stateOf("heavy.txt"), "failed");
    await server.sql("UPDATE file_infos SET text_state = 'reading' WHERE name = 'heavy.txt'");
    await server.app.fileTexts.readWaiting();
    assert.equal(await stateOf("heavy.txt"), "read");
    assert.deepEqual(await names(bob, "granite"), ["heavy.txt"]);
  });
});
