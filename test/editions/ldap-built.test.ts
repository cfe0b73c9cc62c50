import assert from "node:assert/strict";
import { ldapSettingsFor, quiet, setLdap, synchronise } from "../support/ldap.js";
import { LiveServer } from "../support/live-server.js";
import { anAdmin, signIn } from "../support/people.js";
import { aPerson, Slapd, slapdPath } from "../support/slapd.js";

(slapdPath ? describe : describe.skip)("the built server with its evaluation and a directory (slapd)", () => {
  let slapd: Slapd;
  let server: LiveServer;
  before(async () => {
    slapd = await Slapd.start();
    await slapd.load(["anna", "bert"].map((uid) => aPerson(uid)));
    server = await LiveServer.start();
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  it("lets people in, synchronises, and is the same after it was killed", async () => {
    const ada = await anAdmin(server);
    await ada.post("/courtyard/edition/evaluation");
    await setLdap(ada, ldapSettingsFor(slapd, { EnableSync: true }));
    const anna = await signIn(server, "anna", "anna password");
    assert.equal((await synchronise(ada)).state, "done");
    await server.kill();
    await server.launch();
    assert.equal((await signIn(server, "anna", "anna password")).id, anna.id);
    // One that the kill interrupted goes on by itself.
    await quiet(ada);
    await slapd.delete("uid=anna,ou=people,dc=example,dc=org");
    assert.equal((await synchronise(ada)).result.deactivated, 1);
    assert.equal((await anna.send("GET", "/users/me")).status, 401);
  });
});
