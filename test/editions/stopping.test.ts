import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { capabilitiesIn } from "../../core/server/build.mjs";
import { aLicense, testKeys, uploadLicense } from "../support/edition.js";
import { enterprise } from "../support/ldap.js";
import { leavesNothing, partsOf } from "../support/leftovers.js";
import { anAdmin } from "../support/people.js";
import { startTestServer } from "../support/server.js";

describe("a server of the Enterprise Edition that has stopped", () => {
  const capabilities = capabilitiesIn(readFileSync(resolve(enterprise.folder, "index.ts"), "utf8"));

  it("leaves nothing in memory and no listener with the process", () =>
    leavesNothing(async () => {
      const server = await startTestServer({}, { licenseKeys: testKeys, module: enterprise, background: true });
      const ada = await anAdmin(server);
      assert.equal((await uploadLicense(ada, aLicense(capabilities))).status, 200);
      await server.stop();
      return partsOf(server);
    }));
});
