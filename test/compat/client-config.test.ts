import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { anAdmin, aUser, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

/** Keys of the published type that clients do without; each has no meaning here, and none is read as "yes" by its absence. */
const NOT_TOLD = `
  BannerColor BannerTextColor BuildHashEnterprise CWSURL CWSMock DataRetentionFileRetentionHours
  DataRetentionMessageRetentionHours EmailLoginButtonBorderColor EmailLoginButtonColor EmailLoginButtonTextColor
  EnableFile FileLevel GiphySdkKey GoogleDeveloperKey InstallationDate LdapFirstNameAttributeSet
  LdapLastNameAttributeSet LdapLoginButtonBorderColor LdapLoginButtonColor LdapLoginButtonTextColor
  LdapNicknameAttributeSet LdapPositionAttributeSet LdapPictureAttributeSet GitLabButtonColor OpenIdButtonColor
  ReportAProblemType SamlFirstNameAttributeSet SamlLastNameAttributeSet SamlLoginButtonBorderColor SamlLoginButtonColor
  SamlLoginButtonTextColor SamlNicknameAttributeSet SamlPositionAttributeSet SchemaVersion DisableAppBar
  WranglerPermittedWranglerRoles WranglerAllowedEmailDomain WranglerMoveThreadMaxCount ServiceEnvironment
  YoutubeReferrerPolicy BurnOnReadDurationSeconds BurnOnReadMaximumTimeToLiveSeconds AutoTranslationLanguages`
  .split(/\s+/)
  .filter(Boolean);

/** The keys of the client config as the published types declare them. */
function published(): string[] {
  const file = createRequire(import.meta.url)
    .resolve("@mattermost/types/config")
    .replace(/\.js$/, ".d.ts");
  const type = /export type ClientConfig = \{([\s\S]*?)\n\};/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return [...type.matchAll(/^ {4}(\w+)\??:/gm)].map(([, key]) => key as string);
}

describe("the settings clients are told", () => {
  let server: TestServer;
  let told: Record<string, string>;

  before(async () => {
    server = await startTestServer();
    const ada = await anAdmin(server);
    told = await (await aUser(ada, "bob")).get("/config/client?format=old");
  });
  after(() => server.stop());

  it("hold every key the published types declare, as a text", () => {
    const keys = published();
    assert.ok(keys.length > 200, String(keys.length));
    assert.deepEqual(keys.filter((key) => !(key in told)).sort(), [...NOT_TOLD].sort());
    for (const [key, value] of Object.entries(told)) assert.equal(typeof value, "string", key);
  });

  it("say yes to what is here, by the names clients ask for", () => {
    const yes = `EnableUserStatuses EnableTimedDND EnableCrossTeamSearch EnableThemeSelection AllowCustomThemes
      EnableChannelViewedMessages EnableJoinLeaveMessageByDefault EnableCustomEmoji EnableFileAttachments
      EnableUserTypingMessages AllowSyncedDrafts ScheduledPosts PostPriority EnableLinkPreviews`;
    for (const key of yes.split(/\s+/)) assert.equal(told[key], "true", key);
    for (const key of ["EnableIncomingWebhooks", "EnableCommands", "EnableLdap", "EnableSaml", "EnableDiagnostics"])
      assert.equal(told[key], "false", key);
    for (const key of ["UniqueEmojiReactionLimitPerPost", "MaxNotificationsPerChannel", "MaxFileSize", "MaxPostSize"])
      assert.match(told[key] ?? "", /^\d+$/, key);
    assert.equal(told.HideGuestTags, "false");
    assert.equal(told.MaximumPersonalAccessTokenLifetimeDays, "0");
    assert.ok(Number(told.UsersStatusAndProfileFetchingPollIntervalMilliseconds) > 0);
  });

  it("hold for strangers what a sign-in page needs", async () => {
    const outside = await stranger(server).get("/config/client?format=old");
    for (const key of `Version BuildNumber DiagnosticId SiteName EnableSignInWithEmail EnableSignInWithUsername
      EnableSignUpWithEmail EnableLdap LdapLoginFieldName EnableSaml SamlLoginButtonText EnableSignUpWithGitLab
      EnableSignUpWithGoogle EnableSignUpWithOffice365 EnableSignUpWithOpenId OpenIdButtonText PasswordEnableForgotLink
      ForgotPasswordLink EnableMultifactorAuthentication BuildEnterpriseReady`.split(/\s+/))
      assert.equal(typeof outside[key], "string", key);
  });
});
