import assert from "node:assert/strict";
import type { FileInfo } from "../../core/api/files.js";
import { share, upload } from "../support/files.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("search for files", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let team: { id: string };
  let charts: { id: string };

  const names = async (person: Person, terms: string, path = "/api/v4/files/search") => {
    const { order, file_infos } = await person.post<{ order: string[]; file_infos: Record<string, FileInfo> }>(path, {
      terms,
    });
    return order.map((id) => file_infos[id]?.name);
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    team = await aTeam(ada, "harbour");
    await join(ada, team, bob);
    charts = await aChannel(ada, team, "charts");
    const mine = await aChannel(ada, team, "mine", "P");
    await add(ada, charts, bob);
    for (const name of ["Q3Report_final-v2.txt", "海図.txt", "budget report.csv"])
      await share(ada, charts, [await upload(ada, charts, name, "content")]);
    await share(ada, mine, [await upload(ada, mine, "report secret.txt", "content")]);
    await upload(ada, charts, "report never sent.txt", "content");
  });
  after(() => server.stop());

  const cases: [terms: string, found: string[]][] = [
    ["report", ["budget report.csv", "Q3Report_final-v2.txt"]],
    ["final-v2.txt", ["Q3Report_final-v2.txt"]],
    ["図", ["海図.txt"]],
    ["bud*", ["budget report.csv"]],
    ["report -budget", ["Q3Report_final-v2.txt"]],
    ["ext:csv", ["budget report.csv"]],
    ["report -ext:.CSV", ["Q3Report_final-v2.txt"]],
    ["report in:charts from:ada", ["budget report.csv", "Q3Report_final-v2.txt"]],
    ["report from:bob", []],
    ["secret", []],
    ["never", []],
  ];
  for (const [terms, found] of cases) {
    it(`${terms} finds ${found.join(", ") || "nothing"}`, async () => {
      assert.deepEqual(await names(bob, terms), found);
      assert.deepEqual(await names(bob, terms, `/teams/${team.id}/files/search`), found);
    });
  }

  it("shows others what they may read, and nothing when the message or the membership is gone", async () => {
    assert.deepEqual(await names(ada, "secret"), ["report secret.txt"]);
    await server.sql(
      "UPDATE posts SET delete_at = 5 WHERE id = (SELECT post_id FROM file_infos WHERE name = 'budget report.csv')",
    );
    assert.deepEqual(await names(bob, "report"), ["Q3Report_final-v2.txt"]);
    await bob.delete(`/channels/${charts.id}/members/${bob.id}`);
    assert.deepEqual(await names(bob, "report"), []);
  });
});
