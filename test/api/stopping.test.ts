import assert from "node:assert/strict";
import { strayRejections } from "../support/fuzz-suite.js";
import { leavesNothing, partsOf } from "../support/leftovers.js";
import { Listener } from "../support/listener.js";
import { aChannel, anAdmin, aPost, aTeam } from "../support/people.js";
import { startTestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("a server that has stopped", () => {
  it("leaves nothing in memory and no listener with the process", () =>
    leavesNothing(async () => {
      const server = await startTestServer({}, { background: true });
      const ada = await anAdmin(server);
      const channel = await aChannel(ada, await aTeam(ada, "garden"), "talk");
      const socket = await Listener.open(ada);
      await aPost(ada, channel, "hello");
      await socket.next("posted");
      await ada.get("/config");
      await server.stop();
      return partsOf(server);
    }));

  it("takes settings that change meanwhile, of which it can tell nobody", async () => {
    const server = await startTestServer();
    const stray = await strayRejections(async () => {
      await server.stop();
      server.app.platform.config.replace({ TeamSettings: { SiteName: "Too late" } });
      await until(() => server.log().includes("clients were not told of changed settings"));
    });
    assert.deepEqual(stray, []);
  });
});
