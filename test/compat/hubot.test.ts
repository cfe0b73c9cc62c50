import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

// It decides between http and https when it is loaded.
process.env.MATTERMOST_USE_TLS = "false";
const Robot = createRequire(import.meta.url)("mattermost-client");
const quiet = { debug() {}, info() {}, warning() {}, error() {} };

/** What robots of teams are built on: the driver of the Hubot adapter, which signs in and listens. */
describe("the driver of Hubot", () => {
  let server: TestServer;
  let ada: Person;
  let bot: Person;
  let square: { id: string };
  const robots: any[] = [];

  /** A robot, connected; what it heard is in `heard`. */
  const connected = async (signIn: (robot: any) => void) => {
    const { hostname, port } = new URL(server.url);
    const options = {
      httpPort: Number(port),
      wssPort: Number(port),
      pingInterval: 100,
      autoReconnect: false,
      logger: quiet,
    };
    const robot = new Robot(hostname, "garden", options);
    robots.push(robot);
    const heard: any[] = [];
    robot.on("message", (message: any) => heard.push(message));
    const events = ["loggedIn", "meLoaded", "teamsLoaded", "channelsLoaded", "profilesLoaded", "hello", "ping"];
    const all = Promise.all(events.map((name) => new Promise((resolve) => robot.once(name, resolve))));
    const failed = new Promise((_, reject) => robot.once("error", reject));
    signIn(robot);
    await Promise.race([all, failed]);
    return { robot, heard };
  };
  const messages = async (channelId = square.id) =>
    Object.values<any>((await ada.get(`/channels/${channelId}/posts`)).posts).map((post) => post.message);

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bot = await aUser(ada, "robot");
    const team = await aTeam(ada, "garden");
    await join(ada, team, bot);
    square = await ada.get(`/teams/${team.id}/channels/name/town-square`);
  });
  after(async () => {
    for (const robot of robots) robot.disconnect();
    await server.stop();
  });

  it("signs in with a password, loads its team, listens and answers", async () => {
    const { robot, heard } = await connected((one) => one.login("robot@example.org", bot.password, null));
    assert.equal(robot.self.username, "robot");
    assert.equal(robot.getUserByEmail("ada@example.org").username, "ada");
    assert.deepEqual(robot.findChannelByName("town-square").id, square.id);
    await ada.post("/posts", { channel_id: square.id, message: "@robot water the beds" });
    await until(() => heard.some((message) => JSON.parse(message.data.post).message === "@robot water the beds"));
    const [{ data, broadcast }] = heard;
    assert.deepEqual([data.sender_name, data.channel_name, broadcast.channel_id], ["@ada", "town-square", square.id]);
    robot.postMessage("On my way", square.id);
    await until(async () => (await messages()).includes("On my way"));
    robot.postMessage({ message: "Done", props: { attachments: [{ text: "6 litres" }] } }, square.id);
    await until(async () => (await messages()).includes("Done"));
    robot.customMessage({ message: "By the way" }, square.id);
    await until(async () => (await messages()).includes("By the way"));
  });

  it("works with a personal access token, edits, reacts, shares files and writes to one person", async () => {
    await ada.put("/config/patch", { ServiceSettings: { EnableUserAccessTokens: true } });
    await ada.put(`/users/${bot.id}/roles`, { roles: "system_user system_user_access_token" });
    const { token } = await bot.post(`/users/${bot.id}/tokens`, { description: "robot" });
    const { robot, heard } = await connected((one) => one.tokenLogin(token));
    const post = await ada.post("/posts", { channel_id: square.id, message: "Is it raining?" });
    await until(() => heard.length > 0);
    robot.react(post.id, "umbrella");
    await until(async () => (await ada.get(`/posts/${post.id}/reactions`)).length === 1);
    robot.unreact(post.id, "umbrella");
    await until(async () => (await ada.get(`/posts/${post.id}/reactions`)).length === 0);
    const own = await bot.post("/posts", { channel_id: square.id, message: "No" });
    robot.editPost(own.id, "Yes");
    await until(async () => (await messages()).includes("Yes"));
    const direct: any = await new Promise((resolve) => robot.getUserDirectMessageChannel(ada.id, resolve));
    assert.equal(direct.type, "D");
    robot.postMessage("Just between us", direct.id);
    await until(async () => (await messages(direct.id)).includes("Just between us"));
    const file = { value: Buffer.from("litres,6"), options: { filename: "water.csv", contentType: "text/csv" } };
    const uploaded: any = await new Promise((resolve) => robot.uploadFile(square.id, file, resolve));
    robot.postMessage({ message: "The figures", file_ids: [uploaded.file_infos[0].id] }, square.id);
    await until(async () => (await messages()).includes("The figures"));
    const unknown = "new_user";
    const joined = new Promise((resolve) => robot.once(unknown, resolve));
    const eva = await aUser(ada, "eva");
    await joined;
    await until(() => robot.getUserByID(eva.id)?.username === "eva");
  });

  it("hears what is wrong with a sign-in, and that what is not here is not", async () => {
    const wrong = new Promise((resolve) => {
      const robot = new Robot("127.0.0.1", "garden", {
        httpPort: Number(new URL(server.url).port),
        logger: { ...quiet, error: (_text: string, answer: { error: string }) => resolve(answer.error) },
      });
      robot.reconnect = () => {};
      robot.login("robot@example.org", "wrong");
    });
    assert.match(String(await wrong), /^API response: 401 .*invalid_credentials/);
    const [robot] = robots;
    const answered = (path: string) =>
      new Promise<any>((resolve) => robot._apiCall("POST", path, { command: "/shrug" }, resolve));
    assert.match((await answered("/commands/execute")).error, /^API response: 404 .*api.context.404/);
  });
});
