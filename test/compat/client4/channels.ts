import assert from "node:assert/strict";
import { NO_CONNECTION, OK, type Town } from "./town.js";

const ids = (list: { id: string }[]) => list.map((one) => one.id).sort();
const people = (list: { user_id: string }[]) => list.map((one) => one.user_id).sort();

/** Channels, memberships, the sidebar and bookmarks. */
export function channelCalls(town: () => Town): void {
  const aChannel = (name: string, type = "O") => {
    const { ann, team } = town();
    return ann.createChannel({ team_id: team.id, name, display_name: `The ${name}`, type } as never);
  };

  it("make, find and change channels", async () => {
    const { ann, team } = town();
    const beds = await aChannel("beds");
    assert.deepEqual([beds.name, beds.type, beds.team_id], ["beds", "O", team.id]);
    assert.equal((await ann.getChannel(beds.id)).display_name, "The beds");
    assert.equal((await ann.getChannelByName(team.id, "beds", true)).id, beds.id);
    assert.equal((await ann.getChannelByNameAndTeamName("garden", "beds", false)).id, beds.id);
    assert.equal((await ann.patchChannel(beds.id, { header: "Spring" })).header, "Spring");
    const updated = await ann.updateChannel({ ...beds, header: "Summer", purpose: "Tulips" } as never);
    assert.deepEqual([updated.header, updated.purpose], ["Summer", "Tulips"]);
    assert.equal((await ann.updateChannelPrivacy(beds.id, "P")).type, "P");
    assert.equal((await ann.updateChannelPrivacy(beds.id, "O")).type, "O");
    assert.deepEqual(await ann.deleteChannel(beds.id), OK);
    assert.deepEqual(ids(await ann.getArchivedChannels(team.id, 0, 50)), [beds.id]);
    assert.equal((await ann.unarchiveChannel(beds.id)).delete_at, 0);
  });

  it("list, search and complete channels", async () => {
    const { ann, bob, team } = town();
    const [tools, cellar] = await Promise.all([aChannel("tools"), aChannel("cellar", "P")]);
    const open = ids(await bob.getChannels(team.id, 0, 100));
    assert.ok(open.includes(tools.id) && !open.includes(cellar.id));
    assert.ok(!ids(await bob.getMyChannels(team.id, true)).includes(tools.id));
    assert.ok(ids(await ann.getAllTeamsChannels()).includes(cellar.id));
    const every = await ann.getAllChannels(0, 100, "", false, false, true, false, false, false);
    assert.ok(every.some((one) => one.id === cellar.id && one.team_name === "garden" && one.team_display_name));
    const counted = await ann.getAllChannels(0, 1, "", true, true, false, false, false, false);
    assert.deepEqual([counted.channels.length, counted.total_count > 1], [1, true]);
    assert.deepEqual(ids(await bob.searchChannels(team.id, "tool")), [tools.id]);
    assert.deepEqual(ids(await bob.autocompleteChannels(team.id, "tool")), [tools.id]);
    assert.deepEqual(ids(await ann.autocompleteChannelsForSearch(team.id, "cell")), [cellar.id]);
    const found = await ann.searchAllChannels("cellar", { nonAdminSearch: false } as never);
    assert.deepEqual(ids(found as never), [cellar.id]);
    const page = (await ann.searchAllChannels("tools", { page: 0, per_page: 5, private: false } as never)) as never;
    assert.deepEqual(
      [ids((page as { channels: [] }).channels), (page as { total_count: number }).total_count],
      [[tools.id], 1],
    );
    const own = await bob.searchAllChannels("tool", { nonAdminSearch: true } as never);
    assert.ok(Array.isArray(own));
  });

  it("add, list and remove members", async () => {
    const { ann, annId, bob, bobId, cleoId } = town();
    const pit = await aChannel("pit");
    const added = await ann.addToChannel(bobId, pit.id);
    assert.deepEqual([added.channel_id, added.user_id, added.roles], [pit.id, bobId, "channel_user"]);
    assert.deepEqual(people(await ann.addToChannels([cleoId], pit.id)), [cleoId]);
    assert.deepEqual(people(await bob.getChannelMembers(pit.id, 0, 50)), [annId, bobId, cleoId].sort());
    assert.deepEqual(people(await bob.getChannelMembersByIds(pit.id, [cleoId])), [cleoId]);
    assert.equal((await bob.getChannelMember(pit.id, annId)).scheme_admin, true);
    assert.equal((await bob.getMyChannelMember(pit.id)).user_id, bobId);
    assert.ok((await bob.getMyChannelMembers(town().team.id)).some((one) => one.channel_id === pit.id));
    assert.ok((await bob.getAllChannelsMembers(bobId, 0, 100)).some((one) => one.channel_id === pit.id));
    const stats = await bob.getChannelStats(pit.id, true);
    assert.deepEqual([stats.member_count, stats.guest_count, stats.pinnedpost_count, stats.files_count], [3, 0, 0, 0]);
    assert.equal((await bob.getChannelStats(pit.id)).member_count, 3);
    assert.equal((await bob.getChannelsMemberCount([pit.id]))[pit.id], 3);
    await bob.patchMe({ timezone: { useAutomaticTimezone: "false", manualTimezone: "Europe/Oslo" } as never });
    assert.ok((await bob.getChannelTimezones(pit.id)).includes("Europe/Oslo"));
    assert.deepEqual(await ann.removeFromChannel(cleoId, pit.id), OK);
    assert.ok(!people(await bob.getChannelMembers(pit.id)).includes(cleoId));
  });

  it("give members roles and decide how they are notified", async () => {
    const { ann, bob, bobId } = town();
    const gate = await aChannel("gate");
    await ann.addToChannel(bobId, gate.id);
    assert.deepEqual(await ann.updateChannelMemberRoles(gate.id, bobId, "channel_user channel_admin"), OK);
    assert.equal((await bob.getMyChannelMember(gate.id)).scheme_admin, true);
    assert.deepEqual(await ann.updateChannelMemberSchemeRoles(gate.id, bobId, true, false), OK);
    assert.equal((await bob.getMyChannelMember(gate.id)).roles, "channel_user");
    const props = { channel_id: gate.id, user_id: bobId, desktop: "none", mark_unread: "mention" };
    assert.deepEqual(await bob.updateChannelNotifyProps(props), OK);
    const { notify_props } = await bob.getMyChannelMember(gate.id);
    assert.deepEqual([notify_props.desktop, notify_props.mark_unread], ["none", "mention"]);
  });

  it("say what members may do in one channel", async () => {
    const { ann } = town();
    const stage = await aChannel("stage");
    const before = await ann.getChannelModerations(stage.id);
    assert.deepEqual(before.find((one) => one.name === "create_post")?.roles.members, { value: true, enabled: true });
    const after = await ann.patchChannelModerations(stage.id, [
      { name: "create_post", roles: { members: false } },
    ] as never);
    assert.equal(after.find((one) => one.name === "create_post")?.roles.members?.value, false);
  });

  it("talk directly and in groups, and make a channel of a group", async () => {
    const { ann, annId, bob, bobId, cleoId, team } = town();
    const direct = await ann.createDirectChannel([annId, bobId]);
    assert.deepEqual([direct.type, direct.team_id, direct.name], ["D", "", [annId, bobId].sort().join("__")]);
    const group = await ann.createGroupChannel([bobId, cleoId]);
    assert.equal(group.type, "G");
    assert.deepEqual(ids(await bob.searchGroupChannels("cleo")), [group.id]);
    const profiles = await bob.getProfilesInGroupChannels([group.id]);
    assert.deepEqual(profiles[group.id]?.map((user) => user.username).sort(), ["ann", "cleo"]);
    const { data: teams } = await ann.getGroupMessageMembersCommonTeams(group.id);
    assert.ok(teams.some((one) => one.id === team.id));
    const { data: made } = await ann.convertGroupMessageToPrivateChannel(group.id, team.id, "The Three", "the-three");
    assert.deepEqual([made.id, made.type, made.team_id, made.display_name], [group.id, "P", team.id, "The Three"]);
  });

  it("mark channels as read", async () => {
    const { ann, bob, bobId, team, square } = town();
    const unread = async (id: string) =>
      (await bob.getMyChannelMember(id)).msg_count < (await bob.getChannel(id)).total_msg_count;
    const say = (id: string) => ann.createPost({ channel_id: id, message: "News" } as never);
    await say(square.id);
    const viewed = await bob.viewMyChannel(square.id);
    assert.equal(viewed.status, "OK");
    assert.ok((viewed.last_viewed_at_times[square.id] ?? 0) > 0);
    await say(square.id);
    assert.ok(await unread(square.id));
    assert.ok((await bob.readMultipleChannels([square.id])).last_viewed_at_times[square.id]);
    assert.ok(!(await unread(square.id)));
    await say(square.id);
    assert.equal((await bob.markAllInTeamAsRead(bobId, team.id)).status, "OK");
    assert.ok(!(await unread(square.id)));
    const direct = await ann.createDirectChannel([town().annId, bobId]);
    await say(direct.id);
    assert.equal((await bob.markAllMessagesAsRead(bobId)).status, "OK");
    assert.ok(!(await unread(direct.id)));
  });

  it("sort the sidebar", async () => {
    const { bob, bobId, team, square } = town();
    const { categories, order } = await bob.getChannelCategories(bobId, team.id);
    assert.deepEqual(
      categories.map((one) => one.id),
      order,
    );
    assert.deepEqual(categories.map((one) => one.type).sort(), ["channels", "direct_messages", "favorites"]);
    const made = await bob.createChannelCategory(bobId, team.id, {
      display_name: "Work",
      channel_ids: [square.id],
    } as never);
    assert.deepEqual([made.type, made.display_name, made.channel_ids], ["custom", "Work", [square.id]]);
    assert.deepEqual((await bob.getChannelCategory(bobId, team.id, made.id)).channel_ids, [square.id]);
    const muted = await bob.updateChannelCategory(bobId, team.id, { ...made, muted: true });
    assert.equal(muted.muted, true);
    const [renamed] = await bob.updateChannelCategories(bobId, team.id, [
      { ...muted, display_name: "Jobs", muted: false },
    ]);
    assert.deepEqual([renamed?.display_name, renamed?.muted], ["Jobs", false]);
    const next = await bob.getChannelCategoryOrder(bobId, team.id);
    const turned = [...next].reverse();
    assert.deepEqual(await bob.updateChannelCategoryOrder(bobId, team.id, turned), turned);
    await bob.deleteChannelCategory(bobId, team.id, made.id);
    assert.ok(!(await bob.getChannelCategoryOrder(bobId, team.id)).includes(made.id));
  });

  it("keep bookmarks", async () => {
    const { ann, bob, square } = town();
    const add = (display_name: string) =>
      ann.createChannelBookmark(
        square.id,
        { display_name, link_url: "https://example.org/", type: "link", emoji: "seedling" } as never,
        NO_CONNECTION,
      );
    const [first, second] = [await add("Plan"), await add("Map")];
    assert.deepEqual(ids(await bob.getChannelBookmarks(square.id)), [first.id, second.id].sort());
    const patched = await ann.updateChannelBookmark(square.id, first.id, { display_name: "Plans" }, NO_CONNECTION);
    assert.equal(patched.updated.display_name, "Plans");
    const sorted = await ann.updateChannelBookmarkSortOrder(square.id, second.id, 0, NO_CONNECTION);
    assert.equal(sorted.find((one) => one.id === second.id)?.sort_order, 0);
    const since = Date.now();
    const gone = await ann.deleteChannelBookmark(square.id, first.id, NO_CONNECTION);
    assert.ok(gone.delete_at > 0);
    const changed = await bob.getChannelBookmarks(square.id, since - 1);
    assert.ok(changed.some((one) => one.id === first.id && one.delete_at > 0));
  });
}
