import assert from "node:assert/strict";
import { databaseOf, LiveServer } from "../support/live-server.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join } from "../support/people.js";
import { TestProxy } from "../support/push-proxy.js";
import { until } from "../support/until.js";

describe("push notifications, while the server dies", function () {
  this.timeout(600_000);
  let proxy: TestProxy | undefined;
  let server: LiveServer | undefined;

  after(async () => {
    await server?.stop();
    await proxy?.close();
  });

  it("come also for a message after which it died before it could write them down", async () => {
    proxy = await TestProxy.open();
    server = await LiveServer.start({
      MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1",
      MM_EMAILSETTINGS_SENDPUSHNOTIFICATIONS: "true",
      MM_EMAILSETTINGS_PUSHNOTIFICATIONSERVER: proxy.url,
    });
    const ada = await anAdmin(server);
    const bob = await aUser(ada, "bob");
    const team = await aTeam(ada, "crew");
    await join(ada, team, bob);
    const channel = await aChannel(ada, team, "deck", "P");
    await add(ada, channel, bob);
    await bob.put("/users/sessions/device", { device_id: "android_rn-v2:bob" });
    const told = await aPost(ada, channel, "@bob all hands");
    await proxy.next((push) => push.post_id === told.id);

    // Whatever would write a notification waits, so that the server dies with it in its hands.
    const keeper = databaseOf(server.data);
    await keeper.connect();
    await keeper.query("BEGIN; LOCK TABLE push_notifications IN SHARE ROW EXCLUSIVE MODE");
    const lost = await aPost(ada, channel, "@bob man overboard");
    const waiting =
      "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO push_%'";
    await until(() => (server as LiveServer).sql(waiting), "a writer to wait", { passes: (rows) => rows.length > 0 });
    await server.kill();
    await keeper.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS w`);
    await keeper.query("ROLLBACK");
    assert.deepEqual(await server.sql("SELECT 1 FROM push_notifications WHERE post_id = $1", [lost.id]), []);

    // A minute and a half goes by.
    const later = "91000";
    await keeper.query(`UPDATE push_servers SET seen_at = seen_at - ${later}, noted_until = noted_until - ${later}`);
    await keeper.query(`UPDATE posts SET create_at = create_at - ${later}`);
    await keeper.query(`UPDATE channel_members SET last_viewed_at = 0`);
    await keeper.end();
    await server.launch();
    await proxy.next((push) => push.post_id === lost.id);
    const queued = () => (server as LiveServer).sql("SELECT 1 FROM push_notifications WHERE state = 'queued'");
    await until(queued, "everything to be sent", { passes: (rows) => rows.length === 0 });
    assert.deepEqual(
      proxy.sent.map((push) => push.post_id),
      [told.id, lost.id],
      "each once",
    );
  });
});
