import assert from "node:assert/strict";
import { aPicture } from "../../support/pictures.js";
import { aFile, fetched, OK, refused, type Town } from "./town.js";

const names = (users: { username: string }[]) => users.map((user) => user.username).sort();

/** Accounts, profiles and the lists of people. */
export function peopleCalls(town: () => Town): void {
  it("change a profile, one's own and by an administrator", async () => {
    const { ann, bob, bobId } = town();
    assert.equal((await bob.patchMe({ nickname: "Bobby" })).nickname, "Bobby");
    assert.equal((await ann.patchUser({ id: bobId, position: "Gardener" })).position, "Gardener");
    const me = await bob.getMe();
    assert.deepEqual([me.id, me.nickname, me.position], [bobId, "Bobby", "Gardener"]);
    const replaced = await bob.updateUser({ ...me, first_name: "Robert", last_name: "Bean" });
    assert.deepEqual([replaced.first_name, replaced.last_name, replaced.nickname], ["Robert", "Bean", "Bobby"]);
    const seen = await ann.getUser(bobId);
    assert.deepEqual([seen.first_name, seen.email], ["Robert", "bob@example.org"]);
    assert.equal((await ann.getUserByUsername("bob")).id, bobId);
    assert.equal((await ann.getUserByEmail("bob@example.org")).id, bobId);
    await refused(ann.getUser("y".repeat(26)), 404, "store.not_found.app_error");
  });

  it("list people by every filter the client knows", async () => {
    const { ann, annId, bob, bobId, cleoId, team, square } = town();
    const lonely = await ann.createUser(
      { username: "lonely", email: "lonely@example.org", password: "correct horse battery" } as never,
      "",
      "",
    );
    const all = await ann.getProfiles(0, 100);
    assert.ok(all.length >= 4 && all.every((user) => user.id && user.username && user.roles));
    assert.deepEqual(names(await ann.getProfiles(0, 100, { active: true, role: "system_admin" })), ["ann"]);
    assert.deepEqual(await ann.getProfiles(50, 100), []);
    assert.deepEqual(names(await ann.getProfilesByIds([bobId, cleoId])), ["bob", "cleo"]);
    assert.deepEqual(await ann.getProfilesByIds([bobId], { since: Date.now() + 60_000 }), []);
    assert.deepEqual(names(await ann.getProfilesByUsernames(["bob", "nobody"])), ["bob"]);
    const inTeam = names(await ann.getProfilesInTeam(team.id, 0, 100, "last_activity_at", { active: true }));
    assert.ok(inTeam.includes("bob") && !inTeam.includes("lonely"));
    assert.ok(names(await ann.getProfilesNotInTeam(team.id, false, 0, 100)).includes("lonely"));
    assert.ok(names(await ann.getProfilesWithoutTeam(0, 100)).includes("lonely"));
    assert.ok(names(await bob.getProfilesInChannel(square.id, 0, 100, "status", { active: true })).includes("bob"));
    assert.ok(names(await bob.getProfilesInChannel(square.id, 0, 100, "admin")).includes("ann"));
    const shed = await ann.createChannel({ team_id: team.id, name: "shed", display_name: "Shed", type: "P" } as never);
    const outside = names(await ann.getProfilesNotInChannel(team.id, shed.id, false, 0, 100));
    assert.ok(outside.includes("bob") && !outside.includes("ann") && !outside.includes("lonely"));
    const [first] = await ann.getProfilesNotInChannel(team.id, shed.id, false, 0, 1);
    const after = await ann.getProfilesNotInChannel(team.id, shed.id, false, 0, 100, first?.id);
    assert.ok(first && !names(after).includes(first.username));
    assert.ok((await bob.getKnownUsers()).includes(annId));
    await ann.updateUserActive(lonely.id, false);
    assert.ok(!names(await ann.getProfilesWithoutTeam(0, 100, { active: true })).includes("lonely"));
    assert.deepEqual((await ann.getUser(lonely.id)).delete_at > 0, true);
  });

  it("search and complete people", async () => {
    const { bob, team, square, annId } = town();
    const found = await bob.searchUsers("an", { team_id: team.id, allow_inactive: false, limit: 20 });
    assert.deepEqual(names(found), ["ann"]);
    const completed = await bob.autocompleteUsers("an", team.id, square.id);
    assert.deepEqual(names(completed.users), ["ann"]);
    assert.deepEqual(names((await bob.autocompleteUsers("an", team.id, square.id, { limit: 1 })).users), ["ann"]);
    assert.equal(completed.users[0]?.id, annId);
    assert.deepEqual(completed.out_of_channel ?? [], []);
  });

  it("show and change pictures", async () => {
    const { bob, bobId } = town();
    const before = (await bob.getMe()).last_picture_update;
    const drawn = await fetched(bob, bob.getDefaultProfilePictureUrl(bobId));
    assert.deepEqual([drawn.status, drawn.headers.get("content-type")], [200, "image/png"]);
    assert.deepEqual(await bob.uploadProfileImage(bobId, aFile(await aPicture(200, 100), "me.png", "image/png")), OK);
    const changed = (await bob.getMe()).last_picture_update;
    assert.ok(changed > before);
    const shown = Buffer.from(await (await fetched(bob, bob.getProfilePictureUrl(bobId, changed))).arrayBuffer());
    assert.notDeepEqual(shown, Buffer.from(await drawn.arrayBuffer()));
    assert.deepEqual(await bob.setDefaultProfileImage(bobId), OK);
    assert.equal((await fetched(bob, bob.getProfilePictureUrl(bobId, 0))).status, 200);
  });

  it("show how present people are", async () => {
    const { ann, annId, bob, bobId } = town();
    const set = await bob.updateStatus({ user_id: bobId, status: "away" } as never);
    assert.deepEqual([set.status, set.manual], ["away", true]);
    assert.equal((await ann.getStatus(bobId)).status, "away");
    const both = await ann.getStatusesByIds([annId, bobId]);
    assert.deepEqual(both.map((one) => one.user_id).sort(), [annId, bobId].sort());
    const custom = { emoji: "seedling", text: "Planting", duration: "", expires_at: "" } as never;
    assert.deepEqual(await bob.updateCustomStatus(custom), OK);
    assert.equal(JSON.parse((await ann.getUser(bobId)).props.customStatus ?? "{}").emoji, "seedling");
    assert.deepEqual(await bob.unsetCustomStatus(), OK);
    assert.equal((await ann.getUser(bobId)).props.customStatus || "", "");
    const recent = async () =>
      (await bob.getUserPreferences(bobId)).find((one) => one.name === "recent_custom_statuses")?.value ?? "";
    assert.match(await recent(), /Planting/);
    assert.deepEqual(await bob.removeRecentCustomStatus(custom), OK);
    assert.doesNotMatch(await recent(), /Planting/);
  });

  it("fill profile fields that administrators make", async () => {
    const { ann, bob, bobId } = town();
    const field = await ann.createCustomProfileAttributeField({ name: "Shift", type: "text" } as never);
    assert.deepEqual(
      (await bob.getCustomProfileAttributeFields()).map((one) => one.name),
      ["Shift"],
    );
    const renamed = await ann.patchCustomProfileAttributeField(field.id, { name: "Turn" } as never);
    assert.equal(renamed.name, "Turn");
    await bob.updateCustomProfileAttributeValues({ [field.id]: "early" });
    assert.deepEqual(await ann.getUserCustomProfileAttributesValues(bobId), { [field.id]: "early" });
    await ann.updateUserCustomProfileAttributesValues(bobId, { [field.id]: "late" });
    assert.deepEqual(await bob.getUserCustomProfileAttributesValues(bobId), { [field.id]: "late" });
    assert.deepEqual(await ann.deleteCustomProfileAttributeField(field.id), OK);
    assert.deepEqual(await bob.getCustomProfileAttributeFields(), []);
  });

  it("keep preferences", async () => {
    const { ann, bob, bobId } = town();
    const preference = { user_id: bobId, category: "display_settings", name: "use_military_time", value: "true" };
    assert.deepEqual(await bob.savePreferences(bobId, [preference]), OK);
    const mine = (await bob.getMyPreferences()) as unknown as (typeof preference)[];
    assert.deepEqual(
      mine.find((one) => one.name === "use_military_time"),
      preference,
    );
    assert.deepEqual(
      (await ann.getUserPreferences(bobId)).find((one) => one.name === "use_military_time"),
      preference,
    );
    assert.deepEqual(await bob.deletePreferences(bobId, [preference]), OK);
    assert.ok(!(await bob.getUserPreferences(bobId)).some((one) => one.name === "use_military_time"));
  });

  it("count, report and audit people", async () => {
    const { ann, bobId } = town();
    const filter = { page_size: 50, sort_column: "Username", sort_direction: "asc", search_term: "bob" } as never;
    const [row] = await ann.getUsersForReporting(filter);
    assert.deepEqual([row?.id, row?.username], [bobId, "bob"]);
    assert.ok(Number(row?.last_login) > 0);
    assert.equal(await ann.getUserCountForReporting({ search_term: "bob" } as never), 1);
    const { total_users_count } = await ann.getTotalUsersStats();
    assert.ok(total_users_count >= 3);
    const filtered = await ann.getFilteredUsersStats({ roles: "system_admin", include_deleted: false } as never);
    assert.equal(filtered.total_users_count, 1);
    const audits = await ann.getUserAudits(bobId, 0, 10);
    assert.ok(audits.length > 0 && audits.every((one) => one.user_id === bobId && one.action && one.create_at > 0));
    assert.ok((await ann.getAudits(0, 5)).length === 5);
  });

  it("make bots and answer for them", async () => {
    const { ann, annId, bobId, stranger } = town();
    const bot = await ann.createBot({ username: "herald", display_name: "Herald", description: "Says what is new" });
    assert.deepEqual([bot.username, bot.owner_id, bot.delete_at], ["herald", annId, 0]);
    const ids = (list: { user_id: string }[]) => list.map((one) => one.user_id);
    assert.deepEqual(ids(await ann.getBots(0, 50)), [bot.user_id]);
    assert.equal((await ann.getBot(bot.user_id)).description, "Says what is new");
    assert.equal((await ann.patchBot(bot.user_id, { description: "Says much" } as never)).description, "Says much");
    await ann.patchConfig({ ServiceSettings: { EnableUserAccessTokens: true } });
    const { token } = await ann.createUserAccessToken(bot.user_id, "for the program");
    const program = stranger();
    program.setToken(token ?? "");
    assert.deepEqual([(await program.getMe()).is_bot, (await program.getMe()).username], [true, "herald"]);
    assert.ok((await ann.disableBot(bot.user_id)).delete_at > 0);
    await assert.rejects(program.getMe());
    assert.deepEqual(ids(await ann.getBotsIncludeDeleted(0, 50)), [bot.user_id]);
    assert.equal((await ann.enableBot(bot.user_id)).delete_at, 0);
    assert.deepEqual(await ann.getBotsOrphaned(0, 50), []);
    assert.equal((await ann.assignBot(bot.user_id, bobId)).owner_id, bobId);
  });

  it("export people and link their accounts", async () => {
    const { ann, newcomer } = town();
    assert.equal((await ann.startUsersBatchExport({ date_range: "all_time" } as never)).status, "OK");
    const { id } = await newcomer("petra");
    assert.equal(
      (await ann.updateUserAuth(id, { auth_service: "gitlab", auth_data: "7" } as never)).auth_service,
      "gitlab",
    );
    assert.equal((await ann.getUser(id)).auth_service, "gitlab");
    const back = { auth_service: "", auth_data: "", password: "a new password" } as never;
    assert.equal((await ann.updateUserAuth(id, back)).auth_service || "", "");
    assert.deepEqual(await ann.getGroupsByUserId(id), []);
    assert.ok((await ann.getProfilesNotInGroup("y".repeat(26), 0, 10)).length >= 0);
  });

  it("make guests of members and members of guests", async () => {
    const { ann, newcomer } = town();
    const { id } = await newcomer("gina");
    await ann.patchConfig({ GuestAccountsSettings: { Enable: true } });
    assert.deepEqual(await ann.demoteUserToGuest(id), OK);
    assert.equal((await ann.getUser(id)).roles, "system_guest");
    assert.deepEqual(await ann.promoteGuestToUser(id), OK);
    assert.equal((await ann.getUser(id)).roles, "system_user");
    assert.deepEqual(await ann.updateUserRoles(id, "system_user system_user_access_token"), OK);
    assert.equal((await ann.getUser(id)).roles, "system_user system_user_access_token");
    await ann.updateUserRoles(id, "system_user");
  });
}
