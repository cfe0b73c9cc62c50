import assert from "node:assert/strict";
import { aLicense, uploadLicense } from "../support/edition.js";
import { groupSettings, nextRun, setLdap, startLdapServer, synchronise } from "../support/ldap.js";
import { restClient } from "../support/official-client.js";
import { aChannel, aPost, aTeam, aUser, join, type Person, signIn } from "../support/people.js";
import type { TestServer } from "../support/server.js";
import { aGroup, aPerson, dnOf, GROUPS, Slapd, slapdPath } from "../support/slapd.js";
import { until } from "../support/until.js";

(slapdPath ? describe : describe.skip)("groups of a directory (slapd)", () => {
  let slapd: Slapd;
  let server: TestServer;
  let ada: Person;
  let team: { id: string };
  let channel: { id: string; name: string };
  let staff: { id: string };
  const everybody = ["anna", "bert", "carl", "dora", "emil"];
  const enter = (uid: string) => signIn(server, uid, `${uid} password`);
  const remoteIdOf = async (name: string) =>
    (await ada.get("/ldap/groups")).groups.find((group: { name: string }) => group.name === name).primary_key as string;
  const link = async (name: string) => ada.post(`/ldap/groups/${await remoteIdOf(name)}/link`);
  const membersOf = async (id: string) =>
    (await ada.get(`/groups/${id}/members`)).members.map((user: { username: string }) => user.username).sort();
  const inTeam = async (where = team) => {
    const members = await ada.get(`/teams/${where.id}/members`);
    const users = await ada.post(
      "/users/ids",
      members.map((member: { user_id: string }) => member.user_id),
    );
    return users.map((user: { username: string }) => user.username).sort();
  };
  const inChannel = async (person: Person) =>
    (await ada.send("GET", `/channels/${channel.id}/members/${person.id}`)).status === 200;
  const people: Record<string, Person> = {};

  before(async () => {
    slapd = await Slapd.start();
    await slapd.load([
      ...everybody.map((uid) => aPerson(uid)),
      aGroup("pilots", [dnOf("carl")]),
      aGroup("crew", [dnOf("bert"), `cn=pilots,${GROUPS}`, `cn=staff,${GROUPS}`]),
      aGroup("staff", [dnOf("anna"), `CN=Crew, ${GROUPS.toUpperCase()}`]),
      [
        `cn=posix,${GROUPS}`,
        { objectClass: "posixGroup", cn: "posix", gidNumber: "77", memberUid: ["dora", "nobody"] },
      ],
    ]);
    ({ server, ada } = await startLdapServer(slapd, groupSettings, { capabilities: ["ldap", "groups"] }));
    for (const uid of ["anna", "bert", "carl", "dora"]) people[uid] = await enter(uid);
    team = await aTeam(ada, "flight");
    channel = await aChannel(ada, team, "cockpit", "P");
  });
  after(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  it("are listed, and linked by those who may", async () => {
    const { count, groups } = await ada.get("/ldap/groups");
    assert.equal(count, 3, "POSIX groups need a filter of their own");
    assert.deepEqual(
      groups.map((group: { name: string }) => group.name),
      ["crew", "pilots", "staff"],
    );
    assert.equal(groups[2].mattermost_group_id, null);
    staff = await link("staff");
    const listed = await ada.get("/ldap/groups?q=STA");
    assert.deepEqual([listed.count, listed.groups[0].mattermost_group_id], [1, staff.id]);
    assert.equal((await ada.get("/ldap/groups?is_linked=true")).count, 1);
    const anna = people.anna as Person;
    for (const path of ["/ldap/groups", `/groups/${staff.id}/teams`])
      assert.equal((await anna.fails("GET", path)).status_code, 403);
    assert.equal((await anna.fails("POST", `/ldap/groups/${await remoteIdOf("crew")}/link`)).status_code, 403);
    assert.equal((await ada.fails("POST", "/ldap/groups/nothing/link")).status_code, 404);
    assert.equal((await anna.fails("GET", `/groups/${staff.id}`)).status_code, 404, "nobody else knows of it");
    assert.deepEqual(await anna.get("/groups"), []);
  });

  it("hold people of groups in groups, also where these go in circles", async () => {
    const run = await synchronise(ada);
    assert.equal(run.state, "done", run.reason);
    assert.deepEqual(await membersOf(staff.id), ["anna", "bert", "carl"]);
    assert.deepEqual(await ada.get(`/groups/${staff.id}/stats`), { group_id: staff.id, total_member_count: 3 });
    assert.deepEqual(
      (await (people.bert as Person).get(`/users/${people.bert?.id}/groups`)).map((group: { id: string }) => group.id),
      [staff.id],
    );
    await setLdap(ada, { GroupFilter: "(|(objectClass=groupOfNames)(objectClass=posixGroup))" });
    const posix = await link("posix");
    await synchronise(ada);
    assert.deepEqual(await membersOf(posix.id), ["dora"]);
    await ada.delete(`/ldap/groups/${await remoteIdOf("posix")}/link`);
    await setLdap(ada, { GroupFilter: "" });
  });

  it("put their people into teams and channels, and make them administrators there", async () => {
    const linked = await ada.post(`/groups/${staff.id}/teams/${team.id}/link`, { auto_add: true, scheme_admin: true });
    assert.deepEqual([linked.team_id, linked.auto_add, linked.scheme_admin], [team.id, true, true]);
    // A synchronisation follows by itself: people come first, then some of them become administrators.
    const annaLeads = async () => (await ada.get(`/teams/${team.id}/members/${people.anna?.id}`)).scheme_admin;
    await until(async () => (await inTeam()).length === 4 && (await annaLeads()), "all to be there and Anna to lead");
    assert.deepEqual(await inTeam(), ["ada", "anna", "bert", "carl"]);
    assert.equal(await annaLeads(), true);
    const crew = await link("crew");
    await ada.post(`/groups/${crew.id}/channels/${channel.id}/link`, { auto_add: true });
    await synchronise(ada);
    assert.ok(await inChannel(people.bert as Person));
    assert.ok(await inChannel(people.carl as Person));
    const groups = await (people.bert as Person).get(`/channels/${channel.id}/groups?include_member_count=true`);
    assert.deepEqual(
      [groups.total_group_count, groups.groups[0].display_name, groups.groups[0].member_count],
      [1, "crew", 3],
    );
    assert.equal((await (people.dora as Person).fails("GET", `/channels/${channel.id}/groups`)).status_code, 404);
  });

  it("do it at the first sign-in already", async () => {
    await slapd.change(`cn=pilots,${GROUPS}`, { member: [dnOf("carl"), dnOf("emil")] });
    people.emil = await enter("emil");
    assert.deepEqual(
      (await people.emil.get(`/users/${people.emil.id}/teams`)).map((one: { id: string }) => one.id),
      [team.id],
    );
    assert.ok(await inChannel(people.emil));
  });

  it("leave in peace those who left a place, unless they are to be added again", async () => {
    const carl = people.carl as Person;
    await carl.delete(`/channels/${channel.id}/members/${carl.id}`);
    await synchronise(ada);
    assert.equal(await inChannel(carl), false);
    await setLdap(ada, { ReAddRemovedMembers: true });
    await synchronise(ada);
    assert.equal(await inChannel(carl), true);
    await setLdap(ada, { ReAddRemovedMembers: false });
  });

  it("keep places for themselves: others are refused and taken out, also after going down", async () => {
    const bob = await aUser(ada, "bob");
    await join(ada, team, bob);
    const anna = people.anna as Person;
    assert.equal((await anna.fails("PUT", `/teams/${team.id}/patch`, { group_constrained: true })).status_code, 403);
    const other = await aTeam(ada, "other");
    assert.equal(
      (await ada.fails("PUT", `/teams/${other.id}/patch`, { group_constrained: true })).id,
      "api.group_constrained.no_groups.app_error",
    );
    assert.equal((await ada.put(`/teams/${team.id}/patch`, { group_constrained: true })).group_constrained, true);
    await slapd.change(`cn=staff,${GROUPS}`, { member: [dnOf("anna"), dnOf("dora"), `cn=crew,${GROUPS}`] });
    const run = await synchronise(ada);
    assert.equal(run.state, "done", run.reason);
    assert.deepEqual(await inTeam(), ["anna", "bert", "carl", "dora", "emil"], "bob and ada are in no group");
    const refused = async (person: Person) =>
      (await ada.fails("POST", `/teams/${team.id}/members`, { team_id: team.id, user_id: person.id })).id;
    assert.equal(await refused(bob), "api.group_constrained.user_denied.app_error");
    await ada.delete("/license");
    assert.equal((await ada.fails("GET", `/groups/${staff.id}`)).status_code, 501);
    assert.equal(await refused(bob), "api.group_constrained.user_denied.app_error", "what restricts stays");
    assert.deepEqual(await inTeam(), ["anna", "bert", "carl", "dora", "emil"], "nobody loses a place");
    await ada.put(`/teams/${team.id}/patch`, { group_constrained: false });
    await join(ada, team, bob);
    await uploadLicense(ada, aLicense(["ldap", "groups"]));
    await ada.put(`/teams/${team.id}/patch`, { group_constrained: true });
    await synchronise(ada);
    assert.ok(!(await inTeam()).includes("bob"));
  });

  it("ask before many people are taken out", async () => {
    await slapd.change(`cn=staff,${GROUPS}`, { member: [dnOf("anna")] });
    const run = await synchronise(ada);
    assert.equal(run.state, "stopped");
    assert.match(run.reason, /group memberships would end/);
    assert.deepEqual(await membersOf(staff.id), ["anna", "bert", "carl", "dora", "emil"]);
    await ada.post(`/courtyard/ldap/sync/runs/${run.id}/confirm`);
    const done = await nextRun(ada, run.id);
    assert.equal(done.state, "done", done.reason);
    assert.deepEqual(await membersOf(staff.id), ["anna"]);
    assert.deepEqual(await inTeam(), ["anna"]);
    assert.equal(await inChannel(people.bert as Person), false, "without the team no channel of it");
  });

  it("get a name to be mentioned by, which nobody else has", async () => {
    assert.equal((await ada.fails("PUT", `/groups/${staff.id}/patch`, { name: "anna" })).status_code, 400);
    assert.equal((await ada.fails("PUT", `/groups/${staff.id}/patch`, { name: "all" })).status_code, 400);
    assert.equal((await ada.fails("PUT", `/groups/${staff.id}/patch`, { allow_reference: true })).status_code, 400);
    const named = await ada.put(`/groups/${staff.id}/patch`, { name: "our-staff", allow_reference: true });
    assert.deepEqual([named.name, named.allow_reference], ["our-staff", true]);
    const dora = people.dora as Person;
    assert.equal((await dora.get(`/groups/${staff.id}`)).name, "our-staff", "now everybody knows it");
    assert.deepEqual(
      (await dora.post("/groups/names", ["our-staff", "crew"])).map((group: { name: string }) => group.name),
      ["our-staff"],
    );
  });

  it("are called by their name: those of the group who are in the channel, by those who may", async () => {
    const { anna, dora, bert } = people as Record<"anna" | "dora" | "bert", Person>;
    const place = await aTeam(ada, "square");
    await join(ada, place, anna, dora, bert);
    const beds = await aChannel(ada, place, "beds");
    for (const person of [anna, dora]) await ada.post(`/channels/${beds.id}/members`, { user_id: person.id });
    const called = async (person: Person) =>
      (await person.get(`/users/${person.id}/channels/${beds.id}/unread`)).mention_count;
    await aPost(ada, beds, "Good morning @our-staff, and `@our-staff`");
    assert.deepEqual([await called(anna), await called(dora)], [1, 0]);
    await aPost(dora, beds, "@our-staff: and you?");
    assert.equal(await called(anna), 1, "a plain member may not");
    await ada.put(`/channels/${beds.id}/members/${dora.id}/roles`, { roles: "channel_user channel_admin" });
    await aPost(dora, beds, "@our-staff: and you?");
    assert.equal(await called(anna), 2);
    await ada.put(`/groups/${staff.id}/patch`, { allow_reference: false });
    await aPost(ada, beds, "@our-staff once more");
    assert.equal(await called(anna), 2);
    await ada.put(`/groups/${staff.id}/patch`, { allow_reference: true });
    await ada.delete("/license");
    await aPost(ada, beds, "@our-staff without the edition");
    assert.equal(await called(anna), 2);
    await uploadLicense(ada, aLicense(["ldap", "groups"]));
  });

  it("answer the calls of the published client, and keep everything when they are unlinked", async () => {
    const client = restClient(server.url);
    client.setToken(ada.token);
    const key = await remoteIdOf("staff");
    assert.equal((await client.getLdapGroups(0, 60)).count, 3);
    assert.equal(
      (await client.getGroupsNotAssociatedToTeam(team.id)).some((group) => group.id === staff.id),
      false,
    );
    assert.equal(((await client.getGroupSyncables(staff.id, "team" as never)) as unknown as unknown[]).length, 1);
    await client.patchGroupSyncable(staff.id, team.id, "team" as never, { auto_add: false, scheme_admin: false });
    assert.equal((await ada.get(`/groups/${staff.id}/teams/${team.id}`)).auto_add, false);
    await client.unlinkLdapGroup(key);
    assert.equal((await ada.fails("GET", `/groups/${staff.id}`)).status_code, 404);
    assert.deepEqual(await inTeam(), ["anna"]);
    await client.linkLdapGroup(key);
    const again = await ada.get(`/groups/${staff.id}`);
    assert.deepEqual([again.id, again.name, again.has_syncables], [staff.id, "our-staff", true]);
    const report = await ada.get("/courtyard/edition/impact?to=team");
    assert.ok(
      report.sections.some(
        (section: { capability: string; kind: string }) =>
          section.capability === "groups" && section.kind === "policies",
      ),
    );
    assert.equal((await synchronise(ada)).state, "done");
  });
});
