import assert from "node:assert/strict";
import { tokenIn } from "../../support/mailbox.js";
import { aPicture } from "../../support/pictures.js";
import { aFile, fetched, OK, PASSWORD, type Town } from "./town.js";

/** Teams, their members and invitations. */
export function teamCalls(town: () => Town): void {
  const aTeam = async (name: string, type = "O") => {
    const { ann } = town();
    return ann.createTeam({ name, display_name: name.toUpperCase(), type } as never);
  };

  it("make, find and change teams", async () => {
    const { ann } = town();
    const team = await aTeam("orchard");
    assert.deepEqual([team.name, team.type, team.delete_at], ["orchard", "O", 0]);
    assert.deepEqual(await ann.checkIfTeamExists("orchard"), { exists: true });
    assert.deepEqual(await ann.checkIfTeamExists("no-such-team"), { exists: false });
    assert.equal((await ann.getTeam(team.id)).id, team.id);
    assert.equal((await ann.getTeamByName("orchard")).id, team.id);
    const patched = await ann.patchTeam({ id: team.id, description: "Apples" });
    assert.deepEqual([patched.description, patched.display_name], ["Apples", "ORCHARD"]);
    const updated = await ann.updateTeam({ ...patched, display_name: "Orchard", allow_open_invite: true });
    assert.deepEqual([updated.display_name, updated.description], ["Orchard", "Apples"]);
    const renewed = await ann.regenerateTeamInviteId(team.id);
    assert.ok(renewed.invite_id && renewed.invite_id !== team.invite_id);
    const info = await town().stranger().getTeamInviteInfo(renewed.invite_id);
    assert.deepEqual([info.id, info.name, info.display_name], [team.id, "orchard", "Orchard"]);
  });

  it("list and search teams", async () => {
    const { ann, bob, bobId, team } = town();
    const all = (await ann.getTeams(0, 100)) as { name: string }[];
    assert.ok(all.some((one) => one.name === "garden"));
    const counted = (await ann.getTeams(0, 1, true, false, true)) as { teams: unknown[]; total_count: number };
    assert.deepEqual([counted.teams.length, counted.total_count], [1, all.length]);
    assert.deepEqual(
      ((await ann.searchTeams("gard", {} as never)) as unknown as { name: string }[])[0]?.name,
      "garden",
    );
    const page = (await ann.searchTeams("gard", { page: 0, per_page: 10 } as never)) as unknown as {
      teams: { id: string }[];
      total_count: number;
    };
    assert.deepEqual([page.teams[0]?.id, page.total_count], [team.id, 1]);
    assert.deepEqual(
      (await bob.getMyTeams()).map((one) => one.id),
      [team.id],
    );
    assert.deepEqual(
      (await ann.getTeamsForUser(bobId)).map((one) => one.id),
      [team.id],
    );
  });

  it("add, list and remove members", async () => {
    const { ann, annId, bob, bobId, cleoId } = town();
    const team = await aTeam("meadow");
    const joined = await ann.addToTeam(team.id, bobId);
    assert.deepEqual([joined.team_id, joined.user_id, joined.scheme_user], [team.id, bobId, true]);
    assert.equal((await bob.getMyTeamMembers()).filter((one) => one.team_id === team.id).length, 1);
    assert.ok((await ann.getTeamMembersForUser(bobId)).some((one) => one.team_id === team.id));
    assert.deepEqual(
      (await ann.addUsersToTeam(team.id, [cleoId])).map((one) => one.user_id),
      [cleoId],
    );
    const graceful = await ann.addUsersToTeamGracefully(team.id, [cleoId]);
    assert.deepEqual(
      graceful.map((one) => [one.user_id, one.error ?? null]),
      [[cleoId, null]],
    );
    assert.equal((await bob.getTeamMember(team.id, annId)).scheme_admin, true);
    const ids = (list: { user_id: string }[]) => list.map((one) => one.user_id).sort();
    const members = await bob.getTeamMembers(team.id, 0, 50, {
      sort: "Username",
      exclude_deleted_users: true,
    } as never);
    assert.deepEqual(ids(members), [annId, bobId, cleoId].sort());
    assert.deepEqual(ids(await bob.getTeamMembersByIds(team.id, [bobId, "y".repeat(26)])), [bobId]);
    const stats = await ann.getTeamStats(team.id);
    assert.deepEqual([stats.team_id, stats.total_member_count, stats.active_member_count], [team.id, 3, 3]);
    assert.deepEqual(await ann.removeFromTeam(team.id, cleoId), OK);
    assert.ok(!ids(await bob.getTeamMembers(team.id)).includes(cleoId));
  });

  it("give members roles", async () => {
    const { ann, bobId } = town();
    const team = await aTeam("hedge");
    await ann.addToTeam(team.id, bobId);
    // Declared as a list, but sent as it is given, and what servers take is one text.
    assert.deepEqual(await ann.updateTeamMemberRoles(team.id, bobId, "team_user team_admin" as never), OK);
    assert.equal((await ann.getTeamMember(team.id, bobId)).scheme_admin, true);
    assert.deepEqual(await ann.updateTeamMemberRoles(team.id, bobId, "team_user" as never), OK);
    assert.equal((await ann.getTeamMember(team.id, bobId)).scheme_admin, false);
    assert.deepEqual(await ann.updateTeamMemberSchemeRoles(team.id, bobId, true, true), OK);
    assert.equal((await ann.getTeamMember(team.id, bobId)).roles, "team_user team_admin");
  });

  it("tell what is unread by team", async () => {
    const { ann, bob, bobId } = town();
    const team = await aTeam("pond");
    await ann.addToTeam(team.id, bobId);
    const square = await ann.getChannelByName(team.id, "town-square");
    const before = await unreadOf(team.id);
    const post = await ann.createPost({ channel_id: square.id, message: "A frog, @bob" } as never);
    const after = await unreadOf(team.id);
    assert.equal(after.msg_count - before.msg_count, 1);
    assert.equal(after.mention_count - before.mention_count, 1);
    await bob.createPost({ channel_id: square.id, root_id: post.id, message: "Two" } as never);
    await ann.createPost({ channel_id: square.id, root_id: post.id, message: "Three" } as never);
    assert.deepEqual([(await unreadOf(team.id)).thread_count], [1]);
    async function unreadOf(teamId: string) {
      const all = (await bob.getMyTeamUnreads(true)) as unknown as Record<string, number & string>[];
      return all.find((one) => one.team_id === teamId) as unknown as Record<string, number>;
    }
  });

  it("invite by link and by mail", async () => {
    const { ann, mailbox, newcomer, stranger } = town();
    const team = await aTeam("valley", "I");
    const { client, id } = await newcomer("karl");
    assert.equal((await client.joinTeam(team.invite_id)).team_id, team.id);
    await ann.removeFromTeam(team.id, id);
    assert.equal((await client.addToTeamFromInvite("", team.invite_id)).user_id, id);
    assert.deepEqual(await ann.sendEmailInvitesToTeam(team.id, ["lea@example.org"]), OK);
    const token = tokenIn(await mailbox.next("lea@example.org"));
    const lea = { username: "lea", email: "lea@example.org", password: PASSWORD } as never;
    const made = await stranger().createUser(lea, token, "");
    assert.ok((await ann.getTeamMember(team.id, made.id)).scheme_user);
    const sent = await ann.sendEmailInvitesToTeamGracefully(team.id, ["mia@example.org", "not-an-address"]);
    assert.deepEqual(
      sent.map((one) => [one.email, Boolean(one.error)]),
      [
        ["mia@example.org", false],
        ["not-an-address", true],
      ],
    );
    const room = await ann.createChannel({
      team_id: team.id,
      name: "creek",
      display_name: "Creek",
      type: "O",
    } as never);
    const [withRoom] = await ann.sendEmailInvitesToTeamAndChannelsGracefully(
      team.id,
      [room.id],
      ["noa@example.org"],
      "Bring boots",
    );
    assert.equal(withRoom?.email, "noa@example.org");
    const letter = await mailbox.next("noa@example.org");
    assert.match(letter.text, /Bring boots/);
    const noa = { username: "noa", email: "noa@example.org", password: PASSWORD } as never;
    const invited = await stranger().createUser(noa, tokenIn(letter), "");
    assert.equal((await ann.getChannelMember(room.id, invited.id)).user_id, invited.id);
    assert.deepEqual(await ann.invalidateAllEmailInvites(), OK);
    const late = { username: "mia", email: "mia@example.org", password: PASSWORD } as never;
    await assert.rejects(stranger().createUser(late, tokenIn(await mailbox.next("mia@example.org")), ""));
  });

  it("invite guests by mail", async () => {
    const { ann, mailbox, team, square } = town();
    await ann.patchConfig({ GuestAccountsSettings: { Enable: true } });
    assert.deepEqual(await ann.sendEmailGuestInvitesToChannels(team.id, [square.id], ["otto@x.example"], "Hi"), OK);
    assert.match((await mailbox.next("otto@x.example")).text, /Hi/);
  });

  it("show and change the picture of a team", async () => {
    const { ann, bob, team } = town();
    assert.deepEqual(await ann.setTeamIcon(team.id, aFile(await aPicture(128, 128), "team.png", "image/png")), OK);
    const { last_team_icon_update = 0 } = await ann.getTeam(team.id);
    assert.ok(last_team_icon_update > 0);
    const icon = await fetched(bob, bob.getTeamIconUrl(team.id, last_team_icon_update));
    assert.deepEqual([icon.status, icon.headers.get("content-type")?.slice(0, 6)], [200, "image/"]);
    assert.deepEqual(await ann.removeTeamIcon(team.id), OK);
    assert.equal((await fetched(bob, bob.getTeamIconUrl(team.id, 0))).status, 404);
  });

  it("archive a team and bring it back", async () => {
    const { ann } = town();
    const team = await aTeam("bog");
    assert.deepEqual(await ann.deleteTeam(team.id), OK);
    assert.ok((await ann.getTeam(team.id)).delete_at > 0);
    assert.equal((await ann.unarchiveTeam(team.id)).delete_at, 0);
  });
}
