import assert from "node:assert/strict";
import { aLicense } from "../../support/edition.js";
import { aPicture } from "../../support/pictures.js";
import { aFile, fetched, OK, refused, type Town } from "./town.js";

/** What administrators do, and what every client asks a server at its start. */
export function administrationCalls(town: () => Town): void {
  it("meet a server", async () => {
    const { ann, stranger } = town();
    const anybody = stranger();
    const pong = await anybody.ping(false);
    assert.equal(pong.status, "OK");
    assert.equal((await ann.ping(true, "apple_rn-v2:token")).status, "OK");
    const [outside, inside] = [await anybody.getClientConfig(), await ann.getClientConfig()];
    assert.equal(outside.DiagnosticId, inside.DiagnosticId);
    assert.ok(Object.keys(inside).length > Object.keys(outside).length);
    assert.equal((await ann.getClientLicenseOld()).IsLicensed, "false");
    assert.deepEqual(Object.keys(await ann.getLicenseLoadMetric()), ["load"]);
    const { data: limits } = await ann.getServerLimits();
    assert.ok(limits.activeUserCount >= 3);
    assert.match(ann.getWebSocketUrl(), /\/api\/v4\/websocket$/);
    assert.deepEqual(await ann.getWebappPlugins(), []);
    const sitemap = await ann.getTranslations(`${ann.getUrl()}/api/v4/config/client?format=old`);
    assert.equal((sitemap as { Version?: string }).Version, inside.Version);
  });

  it("read and change settings", async () => {
    const { ann, bob } = town();
    const config = await ann.getConfig();
    assert.equal(config.TeamSettings.SiteName, "Courtyard");
    const patched = await ann.patchConfig({ TeamSettings: { SiteName: "Greenhouse" } });
    assert.equal(patched.TeamSettings.SiteName, "Greenhouse");
    assert.equal((await bob.getClientConfig()).SiteName, "Greenhouse");
    const replaced = await ann.updateConfig({
      ...patched,
      TeamSettings: { ...patched.TeamSettings, SiteName: "Shed" },
    });
    assert.equal(replaced.TeamSettings.SiteName, "Shed");
    assert.equal(replaced.ServiceSettings.EnableCustomEmoji, patched.ServiceSettings.EnableCustomEmoji);
    const environment = (await ann.getEnvironmentConfig()) as unknown as Record<string, Record<string, boolean>>;
    assert.equal(environment.EmailSettings?.SMTPServer, true);
    assert.deepEqual(await ann.reloadConfig(), OK);
    assert.deepEqual(await ann.invalidateCaches(), OK);
    assert.deepEqual(await ann.recycleDatabase(), OK);
    const migrations = await ann.getAppliedSchemaMigrations();
    assert.ok(migrations.length > 10 && migrations.every((one) => one.name && one.version > 0));
    await refused(bob.getConfig(), 403, "api.context.permissions.app_error");
  });

  it("try connections out", async () => {
    const { ann, bob, bobId, mailbox, server } = town();
    const config = await ann.getConfig();
    assert.equal((await ann.testEmail(config)).status, "OK");
    await mailbox.next("ann@example.org");
    assert.deepEqual(await ann.testSiteURL(server.url), OK);
    assert.deepEqual(await ann.testFileStoreConnection(config), OK);
    assert.deepEqual(await ann.testS3Connection(config), OK);
    assert.deepEqual(await bob.sendTestNotificaiton(), OK);
    const channels = await bob.getAllTeamsChannels();
    assert.ok(channels.some((one) => one.type === "D" && one.name.includes(bobId)));
  });

  it("read the log and write to it", async () => {
    const { ann, bob } = town();
    bob.setEnableLogging(true);
    await bob.logClientError("a wheelbarrow fell over");
    const lines = await ann.getPlainLogs(0, 1000);
    assert.ok(lines.some((line) => line.includes("wheelbarrow")));
    const filter = { serverNames: [], logLevels: [], dateFrom: "", dateTo: "" };
    const found = (await ann.getLogs(filter as never)) as unknown as Record<string, object[]>;
    assert.ok(Object.values(found).flat().length > 0);
  });

  it("run jobs", async () => {
    const { ann, server } = town();
    const untilStopped = { title: "Waits until it is stopped", startable: true };
    server.app.platform.jobs.define(
      "waiting",
      untilStopped,
      ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    );
    const job = await ann.createJob({ type: "waiting" } as never);
    assert.ok(["pending", "in_progress"].includes(job.status) && job.create_at > 0, job.status);
    assert.equal((await ann.getJob(job.id)).type, "waiting");
    assert.ok((await ann.getJobs(0, 50)).some((one) => one.id === job.id));
    assert.deepEqual(
      (await ann.getJobsByType("waiting" as never, 0, 50)).map((one) => one.id),
      [job.id],
    );
    assert.deepEqual(await ann.cancelJob(job.id), OK);
    assert.match((await ann.getJob(job.id)).status, /cancel/);
  });

  it("count what there is", async () => {
    const { ann, team } = town();
    const rows = await ann.getAnalytics("standard", "");
    const value = (name: string) => Number(rows.find((row) => row.name === name)?.value);
    assert.ok(value("team_count") >= 1 && value("unique_user_count") >= 3 && value("post_count") >= 1);
    assert.ok((await ann.getAnalytics("post_counts_day", team.id)).length >= 1);
  });

  it("look into roles and change them", async () => {
    const { ann, bob } = town();
    const role = await ann.getRoleByName("channel_user");
    assert.deepEqual([role.name, role.built_in], ["channel_user", true]);
    assert.equal((await ann.getRole(role.id)).id, role.id);
    assert.deepEqual((await bob.getRolesByNames(["system_user", "team_user"])).map((one) => one.name).sort(), [
      "system_user",
      "team_user",
    ]);
    const permissions = role.permissions.filter((one) => one !== "use_channel_mentions");
    assert.ok(!(await ann.patchRole(role.id, { permissions })).permissions.includes("use_channel_mentions"));
    await ann.patchRole(role.id, { permissions: role.permissions });
    const more = await ann.getAncillaryPermissions(["sysconsole_read_user_management_users"]);
    assert.ok(Array.isArray(more));
  });

  it("make schemes and give them to teams and channels", async () => {
    const { ann, team, square } = town();
    const [forTeams, forChannels] = [
      await ann.createScheme({ display_name: "Strict", scope: "team", description: "" } as never),
      await ann.createScheme({ display_name: "Stage", scope: "channel", description: "" } as never),
    ];
    assert.ok(forTeams.default_team_user_role && forTeams.default_channel_user_role);
    assert.equal((await ann.getScheme(forTeams.id)).display_name, "Strict");
    assert.equal((await ann.patchScheme(forTeams.id, { display_name: "Stricter" })).display_name, "Stricter");
    assert.deepEqual(
      (await ann.getSchemes("team", 0, 50)).map((one) => one.id),
      [forTeams.id],
    );
    assert.deepEqual(await ann.updateTeamScheme(team.id, forTeams.id), OK);
    assert.deepEqual(await ann.updateChannelScheme(square.id, forChannels.id), OK);
    assert.deepEqual(
      (await ann.getSchemeTeams(forTeams.id)).map((one) => one.id),
      [team.id],
    );
    assert.deepEqual(
      (await ann.getSchemeChannels(forChannels.id)).map((one) => one.id),
      [square.id],
    );
    assert.deepEqual(await ann.deleteScheme(forChannels.id), OK);
    assert.deepEqual(await ann.deleteScheme(forTeams.id), OK);
    assert.equal((await ann.getTeam(team.id)).scheme_id || "", "");
  });

  it("publish terms of service and see them accepted", async () => {
    const { ann, bob } = town();
    const terms = await ann.createTermsOfService("Close the gate.");
    assert.equal(terms.text, "Close the gate.");
    assert.equal((await bob.getTermsOfService()).id, terms.id);
    assert.deepEqual(await bob.updateMyTermsOfServiceStatus(terms.id, true), OK);
    assert.equal((await bob.getMe()).terms_of_service_id, terms.id);
  });

  it("change the picture of the sign-in page", async () => {
    const { ann, stranger } = town();
    assert.deepEqual(await ann.uploadBrandImage(aFile(await aPicture(300, 200), "brand.png", "image/png")), OK);
    assert.equal((await fetched(stranger(), ann.getBrandImageUrl("1"))).status, 200);
    assert.deepEqual(await ann.deleteBrandImage(), OK);
    assert.equal((await fetched(stranger(), ann.getBrandImageUrl("2"))).status, 404);
  });

  it("look after the licence", async () => {
    const { ann } = town();
    assert.equal((await ann.getPrevTrialLicense()).IsLicensed, "false");
    const nonsense = aFile(new TextEncoder().encode("no licence"), "licence.txt", "text/plain");
    for (const call of [ann.uploadLicense, ann.previewLicense])
      await assert.rejects(call(nonsense), (error: { status_code?: number }) => error.status_code === 400);
    const licence = aFile(new TextEncoder().encode(aLicense([])), "courtyard.licence", "text/plain");
    const preview = (await ann.previewLicense(licence)) as unknown as { id: string; customer: { name: string } };
    assert.equal(preview.customer.name, "Example Ltd");
    assert.equal((await ann.getClientLicenseOld()).IsLicensed, "false");
    assert.equal(((await ann.uploadLicense(licence)) as unknown as { id: string }).id, preview.id);
    const shown = await ann.getClientLicenseOld();
    assert.deepEqual([shown.IsLicensed, shown.Company], ["true", "Example Ltd"]);
    assert.deepEqual(await ann.removeLicense(), OK);
    assert.equal((await ann.getClientLicenseOld()).IsLicensed, "false");
    const { data: trial } = await ann.requestTrialLicense({
      users: 10,
      terms_accepted: true,
      receive_emails_accepted: false,
    } as never);
    assert.ok(trial);
    assert.equal((await ann.getClientLicenseOld()).IsTrial, "true");
    assert.equal((await ann.getPrevTrialLicense()).IsTrial, "true");
    await ann.removeLicense();
  });

  it("see that there are no plugins", async () => {
    const { ann } = town();
    assert.deepEqual(await ann.getPluginStatuses(), []);
  });
}
