import assert from "node:assert/strict";
import { LiveServer } from "../support/live-server.js";
import { Mailbox } from "../support/mailbox.js";
import { anAdmin, aUser, stranger } from "../support/people.js";
import { until } from "../support/until.js";

const KILLS = 3;
const PEOPLE = 30;

describe("mails, while servers die", function () {
  this.timeout(600_000);
  let mailbox: Mailbox;
  let server: LiveServer | undefined;

  after(async () => {
    await server?.stop();
    await mailbox?.close().catch(() => {});
  });

  it("are not lost, and doubled at most once for each kill", async () => {
    mailbox = await Mailbox.open();
    server = await LiveServer.start({ ...mailbox.environment, MM_TEAMSETTINGS_ENABLEOPENSERVER: "true" });
    const ada = await anAdmin(server);
    await mailbox.close();
    const addresses: string[] = [];
    for (let n = 0; n < PEOPLE; n++) {
      addresses.push((await aUser(ada, `person${n}`)).username);
      await stranger(server).post("/users/password/reset/send", { email: `person${n}@example.org` });
    }
    // What a dead server had in its hands is free again after some minutes; here at once.
    const killAndLaunch = async (live: LiveServer) => {
      await live.kill();
      await live.sql("UPDATE mails SET next_at = 0, lease_until = 0 WHERE state = 'queued'");
      await live.launch();
    };
    const arrive = (count: number) =>
      until(() => mailbox.letters.length, `${count} mails`, {
        within: 120_000,
        every: 10,
        passes: (now) => now >= count,
      });
    await mailbox.listen();
    for (let kill = 0; kill < KILLS; kill++) {
      await killAndLaunch(server);
      await arrive(Math.min(mailbox.letters.length + 5, PEOPLE));
    }
    await killAndLaunch(server);
    await arrive(PEOPLE);
    const queued = () => (server as LiveServer).sql("SELECT 1 FROM mails WHERE state = 'queued'");
    await until(queued, "everything to be sent", { within: 120_000, passes: (rows) => rows.length === 0 });
    const reached = new Set(mailbox.letters.map((letter) => letter.to));
    assert.equal(reached.size, addresses.length);
    assert.ok(mailbox.letters.length <= PEOPLE + KILLS, `${mailbox.letters.length} mails for ${PEOPLE} people`);
  });
});
