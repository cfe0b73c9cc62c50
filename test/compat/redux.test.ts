import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { announced, type OfficialClient, restClient, socketClient } from "../support/official-client.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";
import { liveEvents } from "./redux/live-events.js";

const PASSWORD = "correct horse battery";

// CommonJS modules, one for each path; the client below is the one its actions use.
const load = createRequire(import.meta.url);
const part = (name: string): any => load(`mattermost-redux/${name}`);

/** The data layer of the published web app: its actions against this server, and what its selectors make of it. */
describe("the data layer of the published web app", () => {
  let server: TestServer;
  let ann: OfficialClient;
  let bobsClient: OfficialClient;
  let store: any;
  let [annId, bobId] = ["", ""];
  let team: any;
  let beds: any;
  let direct: any;
  let hears: ReturnType<typeof socketClient>;

  const users = part("actions/users");
  const channels = part("actions/channels");
  const posts = part("actions/posts");
  const threads = part("actions/threads");
  const of = (name: string) => part(`selectors/entities/${name}`);
  const state = () => store.getState();
  /** Runs an action that must work; returns its data. */
  const act = async (action: unknown) => {
    const { data, error } = await store.dispatch(action);
    assert.equal(error, undefined, error?.message);
    return data;
  };
  const comes = (what: string, passes: () => unknown) =>
    until(passes, () => `${what}; errors: ${JSON.stringify(state().errors)}`);
  const say = (message: string, more: object = {}) =>
    ann.createPost({ channel_id: beds.id, message, ...more } as never);
  const unread = (channelId: string) => of("channels").makeGetChannelUnreadCount()(state(), channelId);

  before(async () => {
    // What it asks a page for: timers of its own, with which it loads statuses and profiles in the background.
    (globalThis as { window?: unknown }).window = Object.assign(new EventTarget(), {
      setInterval,
      clearInterval,
      setTimeout,
      clearTimeout,
    });
    server = await startTestServer();
    ann = restClient(server.url);
    const account = (username: string) => ({ username, email: `${username}@example.org`, password: PASSWORD }) as never;
    annId = (await ann.createUser(account("ann"), "", "")).id;
    await ann.login("ann", PASSWORD);
    team = await ann.createTeam({ name: "garden", display_name: "Garden", type: "O" } as never);
    bobId = (await ann.createUser(account("bob"), "", "")).id;
    await ann.addToTeam(team.id, bobId);
    beds = await ann.createChannel({ team_id: team.id, name: "beds", display_name: "Beds", type: "O" } as never);
    await ann.addToChannel(bobId, beds.id);
    await announced(ann, beds.id, bobId);
    direct = await ann.createDirectChannel([annId, bobId]);
    await ann.createPost({ channel_id: direct.id, message: "Only for you" } as never);
    bobsClient = part("client").Client4;
    bobsClient.setUrl(server.url);
    store = part("store").default({ appReducers: {}, preloadedState: {} });
  });
  after(async () => {
    hears?.close();
    store?.dispatch(part("actions/status_profile_polling").cleanUpStatusAndProfileFetchingPoll());
    (globalThis as { window?: unknown }).window = undefined;
    await server.stop();
  });

  it("signs in and loads who and where one is", async () => {
    await bobsClient.login("bob", PASSWORD);
    assert.equal(await act(users.loadMe()), true);
    assert.equal(of("users").getCurrentUser(state()).username, "bob");
    assert.equal(of("general").getConfig(state()).SiteName, "Courtyard");
    assert.equal(of("general").getLicense(state()).IsLicensed, "false");
    assert.deepEqual(
      of("teams")
        .getMyTeams(state())
        .map((one: any) => one.name),
      ["garden"],
    );
    assert.equal(of("teams").getMyTeamMember(state(), team.id).user_id, bobId);
    assert.ok(Array.isArray(Object.values(of("preferences").getMyPreferences(state()))));
  });

  it("loads channels, memberships and the sidebar, and counts what is unread", async () => {
    await say("First");
    await say("Second, @bob");
    store.dispatch(part("actions/teams").selectTeam(team));
    await act(channels.fetchAllMyTeamsChannels());
    await act(channels.fetchAllMyChannelMembers());
    await act(part("actions/channel_categories").fetchMyCategories(team.id));
    await act(users.getProfilesByIds([annId]));
    const names = of("channels")
      .getMyChannels(state())
      .map((one: any) => one.name);
    assert.deepEqual(names.sort(), ["beds", direct.name, "off-topic", "town-square"].sort());
    assert.equal(unread(beds.id).messages, 2);
    assert.equal(unread(beds.id).mentions, 1);
    assert.equal(unread(direct.id).mentions, 1);
    const { unreadMentionCount } = of("channels").basicUnreadMeta(of("channels").getUnreadStatusInCurrentTeam(state()));
    assert.equal(unreadMentionCount, 2);
    const categories = of("channel_categories").makeGetCategoriesForTeam()(state(), team.id);
    assert.deepEqual(
      categories.map((one: any) => one.type),
      ["favorites", "channels", "direct_messages"],
    );
    const shown = of("channel_categories").makeGetChannelIdsForCategory()(state(), categories[1]);
    assert.deepEqual(
      shown.map((id: string) => of("channels").getChannel(state(), id).display_name),
      ["Beds", "Off-Topic", "Town Square"],
      "sorted by name",
    );
    const people = of("channel_categories").makeGetChannelIdsForCategory()(state(), categories[2]);
    assert.deepEqual(people, [direct.id]);
  });

  it("knows what one may do", async () => {
    const roles = of("roles");
    const may = (permission: string) => roles.haveIChannelPermission(state(), team.id, beds.id, permission);
    await act(part("actions/roles").getRolesByNames(["system_user", "team_user", "channel_user"]));
    assert.ok(may("create_post") && may("add_reaction") && may("upload_file"));
    assert.ok(!may("manage_channel_roles"));
    assert.ok(roles.haveITeamPermission(state(), team.id, "create_public_channel"));
    assert.ok(!roles.haveITeamPermission(state(), team.id, "manage_team"));
    assert.ok(roles.haveISystemPermission(state(), { permission: "create_direct_channel" }));
    assert.ok(!roles.haveISystemPermission(state(), { permission: "manage_system" }));
    const stage = await ann.createChannel({
      team_id: team.id,
      name: "stage",
      display_name: "Stage",
      type: "O",
    } as never);
    await ann.patchChannelModerations(stage.id, [{ name: "create_post", roles: { members: false } }] as never);
    await act(channels.joinChannel(bobId, team.id, stage.id, ""));
    await act(channels.fetchChannelsAndMembers(team.id));
    await comes("the role of the moderated channel", () =>
      roles.haveIChannelPermission(state(), "", stage.id, "add_reaction"),
    );
    assert.ok(!roles.haveIChannelPermission(state(), "", stage.id, "create_post"), "as moderated");
    await act(channels.leaveChannel(stage.id));
    assert.equal(of("channels").getMyChannelMember(state(), stage.id), undefined);
  });

  it("pages through messages, and catches up by time", async () => {
    for (let n = 0; n < 5; n++) await say(`m${n}`);
    const page = await act(posts.getPosts(beds.id, 0, 3));
    assert.equal(page.order.length, 3);
    // Whoever wrote is looked up in the background, as the settings say that there are statuses.
    await comes("the status of a writer", () => of("users").getUserStatuses(state())[annId]);
    await act(posts.getPostsBefore(beds.id, page.order[2], 0, 10));
    const ids = of("posts").getPostIdsInChannel(state(), beds.id);
    const messages = ids.map((id: string) => of("posts").getPost(state(), id).message);
    assert.deepEqual(messages.slice(0, 7), ["m4", "m3", "m2", "m1", "m0", "Second, @bob", "First"]);
    const [newest] = ids;
    const since = of("posts").getPost(state(), newest).create_at;
    const late = await say("late");
    await ann.patchPost({ id: newest, message: "m4, better" });
    await act(posts.getPostsSince(beds.id, since));
    assert.equal(of("posts").getPost(state(), newest).message, "m4, better");
    assert.equal(of("posts").getPostIdsInChannel(state(), beds.id)[0], late.id);
    await act(posts.getPostsUnread(beds.id));
    await act(posts.getPostsAround(beds.id, ids[2], 4));
    await act(posts.getPostsAfter(beds.id, ids[3], 0, 2));
    assert.deepEqual(of("posts").getPostIdsInChannel(state(), beds.id).slice(0, 3), [late.id, newest, ids[1]]);
  });

  it("marks a channel read, and unread from a message on", async () => {
    store.dispatch(channels.markChannelAsRead(beds.id));
    assert.equal(unread(beds.id).messages, 0);
    await comes("viewed", () => server.log().includes("/channels/members/me/view"));
    // Others' messages are counted by events, of which none is taken in yet.
    await act(channels.fetchChannelsAndMembers(team.id));
    const ids = of("posts").getPostIdsInChannel(state(), beds.id);
    await act(posts.setUnreadPost(bobId, ids[2]));
    assert.equal(unread(beds.id).messages, 3, "the message and the two after it");
    assert.ok(of("channels").isManuallyUnread(state(), beds.id));
    await act(channels.fetchChannelsAndMembers(team.id));
    assert.equal(unread(beds.id).messages, 3, "and so after loading again");
    await act(channels.readMultipleChannels([beds.id, direct.id]));
    await act(channels.fetchChannelsAndMembers(team.id));
    assert.equal(unread(beds.id).messages, 0);
  });

  it("writes, changes, reacts to, pins, saves and deletes messages", async () => {
    await act(posts.createPost({ channel_id: beds.id, message: "From the app", user_id: bobId, root_id: "" }));
    const mine = () =>
      Object.values<any>(of("posts").getAllPosts(state())).find(
        (post) => post.message.startsWith("From the app") && post.id !== post.pending_post_id,
      );
    await comes("sent", mine);
    const { id } = mine();
    assert.ok(
      !of("posts")
        .getPostIdsInChannel(state(), beds.id)
        .some((one: string) => one.includes(":")),
    );
    await act(posts.editPost({ id, message: "From the app, edited" }));
    assert.equal(of("posts").getPost(state(), id).message, "From the app, edited");
    await act(posts.addReaction(id, "tada"));
    assert.deepEqual(Object.keys(of("posts").makeGetReactionsForPost()(state(), id)), [`${bobId}-tada`]);
    await act(posts.removeReaction(id, "tada"));
    await act(posts.pinPost(id));
    assert.equal(of("posts").getPost(state(), id).is_pinned, true);
    await act(posts.unpinPost(id));
    await store.dispatch(posts.flagPost(id));
    await comes("saved", () => of("posts").isPostFlagged(state(), id));
    await comes("found", async () => (await act(part("actions/search").getFlaggedPosts())).order[0] === id);
    const history = await act(posts.getPostEditHistory(id));
    assert.equal(history.length, 1);
    await store.dispatch(posts.deletePost(of("posts").getPost(state(), id)));
    await comes("deleted", () => of("posts").getPost(state(), id).state === "DELETED");
    await comes("gone", () =>
      ann.getPost(id).then(
        () => false,
        (error) => error.status_code === 404,
      ),
    );
  });

  it("follows threads and counts them", async () => {
    await ann.patchConfig({ ServiceSettings: { CollapsedThreads: "always_on" } } as never);
    await act(part("actions/general").getClientConfig());
    assert.ok(of("preferences").isCollapsedThreadsEnabled(state()));
    const root = await bobsClient.createPost({ channel_id: beds.id, message: "Who has the key?" } as never);
    await say("Me, @bob", { root_id: root.id });
    await act(threads.getThreadCounts(bobId, team.id));
    const counts = () => of("threads").getThreadCountsInCurrentTeam(state());
    assert.deepEqual([counts().total, counts().total_unread_threads, counts().total_unread_mentions], [1, 1, 1]);
    await act(threads.getThreadsForCurrentTeam({ unread: false }));
    await act(threads.getCountsAndThreadsSince(bobId, team.id, 1));
    assert.deepEqual(of("threads").getThreadOrderInCurrentTeam(state()), [root.id]);
    assert.equal(of("threads").getThread(state(), root.id).unread_replies, 1);
    await act(posts.getPostThread(root.id));
    assert.equal(of("posts").makeGetPostsForThread()(state(), root.id).length, 2);
    await store.dispatch(threads.updateThreadRead(bobId, team.id, root.id, Date.now()));
    await act(threads.getThread(bobId, team.id, root.id, true));
    await act(threads.getThreadCounts(bobId, team.id));
    assert.deepEqual([counts().total_unread_threads, counts().total_unread_mentions], [0, 0]);
    await store.dispatch(threads.setThreadFollow(bobId, team.id, root.id, false));
    await act(threads.getThreadCounts(bobId, team.id));
    assert.equal(counts().total, 0);
  });

  it("finds messages, files, people and channels", async () => {
    const form = new FormData();
    form.append("channel_id", beds.id);
    form.append("files", new Blob(["how to prune"], { type: "text/plain" }), "pruning.txt");
    const info = (await ann.uploadFile(form)).file_infos[0];
    const post = await say("The guide to pruning", { file_ids: [info?.id] });
    const search = part("actions/search");
    const params = { terms: "pruning", is_or_search: false, include_deleted_channels: false, page: 0, per_page: 20 };
    const found = await act(search.searchPostsWithParams(team.id, params));
    assert.deepEqual(found.order, [post.id]);
    assert.deepEqual(
      of("posts")
        .getSearchResults(state())
        .map((one: any) => one.id),
      [post.id],
    );
    await act(search.searchFilesWithParams(team.id, params));
    assert.deepEqual(
      of("files")
        .getSearchFilesResults(state())
        .map((one: any) => one.name),
      ["pruning.txt"],
    );
    await act(part("actions/files").getFilesForPost(post.id));
    assert.equal(of("files").makeGetFilesForPost()(state(), post.id)[0].id, info?.id);
    const people = await act(users.autocompleteUsers("an", team.id, beds.id));
    assert.deepEqual(
      people.users.map((one: any) => one.username),
      ["ann"],
    );
    assert.deepEqual(
      (await act(users.searchProfiles("ann", { team_id: team.id }))).map((one: any) => one.id),
      [annId],
    );
    assert.deepEqual(
      (await act(channels.autocompleteChannels(team.id, "bed"))).map((one: any) => one.id),
      [beds.id],
    );
    assert.deepEqual(
      (await act(channels.searchChannels(team.id, "bed"))).map((one: any) => one.id),
      [beds.id],
    );
    await act(users.getProfilesInChannel(beds.id, 0, 60, "", { active: true }));
    const inside = of("users").makeGetProfilesInChannel()(state(), beds.id, { active: true });
    assert.deepEqual(inside.map((one: any) => one.username).sort(), ["ann", "bob"]);
    await act(channels.getChannelStats(beds.id));
    assert.equal(of("channels").getAllChannelStats(state())[beds.id].member_count, 2);
  });

  it("keeps preferences, categories, statuses, emoji and messages for later", async () => {
    await act(
      part("actions/preferences").savePreferences(bobId, [
        { user_id: bobId, category: "display_settings", name: "use_military_time", value: "true" },
      ]),
    );
    // It is shown at once and sent meanwhile.
    assert.equal(of("preferences").getBool(state(), "display_settings", "use_military_time", false), true);
    const kept = async () =>
      (await bobsClient.getUserPreferences(bobId)).find((one) => one.name === "use_military_time");
    await comes("kept", async () => (await kept())?.value === "true");
    await act(part("actions/preferences").getMyPreferences());
    assert.equal(of("preferences").getBool(state(), "display_settings", "use_military_time", false), true);
    const category = await act(part("actions/channel_categories").createCategory(team.id, "Work", [beds.id]));
    await act(part("actions/channel_categories").fetchMyCategories(team.id));
    assert.equal(of("channel_categories").getCategoryInTeamWithChannel(state(), team.id, beds.id).id, category.id);
    assert.equal((await store.dispatch(channels.favoriteChannel(beds.id))).error, undefined);
    await act(part("actions/channel_categories").fetchMyCategories(team.id));
    assert.ok(of("channels").isFavoriteChannel(state(), beds.id));
    await act(part("actions/channel_categories").deleteCategory(category.id));
    await act(users.setStatus({ user_id: bobId, status: "dnd" }));
    await act(users.getStatusesByIds([bobId, annId]));
    assert.equal(of("users").getStatusForUserId(state(), bobId), "dnd");
    const picture = new File([new Uint8Array(await aPicture(32, 32))], "leaf.png", { type: "image/png" });
    await ann.createCustomEmoji({ name: "leaf", creator_id: annId }, picture);
    await act(part("actions/emojis").getCustomEmojisInText("A :leaf: fell"));
    assert.equal(of("emojis").getCustomEmojisByName(state()).get("leaf").name, "leaf");
    await act(part("actions/scheduled_posts").fetchTeamScheduledPosts(team.id, true));
    const later = {
      channel_id: beds.id,
      message: "Soon",
      scheduled_at: Date.now() + 3_600_000,
      user_id: bobId,
      root_id: "",
    };
    assert.equal(
      (await act(part("actions/scheduled_posts").createSchedulePost(later, team.id, ""))).data.message,
      "Soon",
    );
    await act(part("actions/scheduled_posts").fetchTeamScheduledPosts(team.id, true));
    assert.equal(of("scheduled_posts").getScheduledPostsByTeamCount(state(), team.id, true), 1);
  });

  it("lives with what is not here, and stays signed in", async () => {
    const groups = part("actions/groups");
    assert.deepEqual(await act(groups.getGroupsByUserId(bobId)), []);
    for (const action of [
      groups.getAllGroupsAssociatedToTeam(team.id),
      groups.getAllGroupsAssociatedToChannel(beds.id),
      channels.getRecommendedChannelsForUser(team.id),
      part("actions/teams").getInProductNotices(team.id, "web", "11.9.0"),
    ]) {
      const { error } = await store.dispatch(action);
      assert.ok([404, 501].includes(error?.status_code), JSON.stringify(error));
    }
    assert.equal(of("users").getCurrentUserId(state()), bobId);
  });

  it("invites and joins", async () => {
    const other = await ann.createTeam({ name: "orchard", display_name: "Orchard", type: "O" } as never);
    const teams = part("actions/teams");
    assert.equal((await act(teams.getTeamInviteInfo(other.invite_id))).display_name, "Orchard");
    assert.equal((await act(teams.addUserToTeamFromInvite("", other.invite_id))).team_id, other.id);
    await act(teams.getMyTeams());
    await act(teams.getMyTeamMembers());
    await act(teams.getMyTeamUnreads(true));
    assert.deepEqual(
      of("teams")
        .getMyTeams(state())
        .map((one: any) => one.name)
        .sort(),
      ["garden", "orchard"],
    );
  });

  it("takes in what happens, as it happens", async () => {
    await act(channels.fetchChannelsAndMembers(team.id));
    await act(channels.readMultipleChannels([beds.id]));
    await act(channels.fetchChannelsAndMembers(team.id));
    const before = unread(beds.id);
    hears = socketClient(server.url, bobsClient.getToken());
    await hears.next("hello");
    liveEvents(hears.socket, store, part);
    const post = await say("Live, @bob");
    await comes("heard", () => of("posts").getPost(state(), post.id));
    assert.equal(of("posts").getPostIdsInChannel(state(), beds.id)[0], post.id);
    assert.equal(unread(beds.id).mentions, before.mentions + 1);
    await act(channels.fetchChannelsAndMembers(team.id));
    assert.equal(unread(beds.id).mentions, before.mentions + 1, "the server counts the same");
    await ann.addReaction(annId, post.id, "tada");
    await comes("reacted", () => of("posts").makeGetReactionsForPost()(state(), post.id)?.[`${annId}-tada`]);
    await ann.patchPost({ id: post.id, message: "Live and edited" });
    await comes("edited", () => of("posts").getPost(state(), post.id).message === "Live and edited");
    const mine = await bobsClient.createPost({ channel_id: beds.id, message: "A root of mine" } as never);
    await say("An answer, @bob", { root_id: mine.id });
    await comes("the thread", () => of("threads").getThread(state(), mine.id)?.unread_mentions === 1);
    await bobsClient.updateThreadReadForUser(bobId, team.id, mine.id, Date.now());
    await comes("read", () => of("threads").getThread(state(), mine.id)?.unread_mentions === 0);
    await ann.patchChannel(beds.id, { header: "New header" });
    await comes("the header", () => of("channels").getChannel(state(), beds.id).header === "New header");
    // The line that tells of it counts as a message.
    await hears.next("posted", (data) => JSON.parse(data.post).type === "system_header_change");
    await bobsClient.markPostAsUnread(bobId, post.id);
    await comes("unread", () => of("channels").isManuallyUnread(state(), beds.id));
    const counted = unread(beds.id);
    await act(channels.fetchChannelsAndMembers(team.id));
    assert.deepEqual(unread(beds.id), counted, "the event counts as the server does");
    await ann.deletePost(post.id);
    await comes("deleted", () => of("posts").getPost(state(), post.id).state === "DELETED");
  });
});
