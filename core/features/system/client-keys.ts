// Keys of the client config that are no settings here, because this server has a thing always or not at all. Clients
// take a key they are not told for "no", and hide what they think is not there.

/** What this server always has. */
const ALWAYS = {
  EnableUserStatuses: "true",
  /** How often web clients may ask for statuses and profiles they lack, ms. */
  UsersStatusAndProfileFetchingPollIntervalMilliseconds: "3000",
  EnableTimedDND: "true",
  EnableCrossTeamSearch: "true",
  EnableChannelViewedMessages: "true",
  EnableJoinLeaveMessageByDefault: "true",
  ExperimentalEnableDefaultChannelLeaveJoinMessages: "true",
  ExperimentalEnablePostMetadata: "true",
  /** People may turn it on. */
  ExperimentalGroupUnreadChannels: "default_off",
  EnableThemeSelection: "true",
  AllowCustomThemes: "true",
  /** Empty: all of them. */
  AllowedThemes: "",
  DefaultTheme: "",
  SQLDriverName: "postgres",
  RunJobs: "true",
};

/** What is not here; a setting or a capability of the same name wins. */
const ABSENT = Object.fromEntries(
  [
    "EnableLdap EnableSaml EnableSignUpWithGitLab EnableSignUpWithGoogle EnableSignUpWithOffice365",
    "EnableSignUpWithOpenId FeatureFlagGraphQL FeatureFlagWebSocketEventScope FeatureFlagCustomProfileAttributes",
    "FeatureFlagSessionAttributes EnableClientMetrics PluginsEnabled SendPushNotifications SendEmailNotifications",
    "EnableGuestAccounts EnableIncomingWebhooks EnableOutgoingWebhooks EnableCommands EnableOAuthServiceProvider",
    "EnableOutgoingOAuthConnections EnablePostUsernameOverride EnablePostIconOverride EnableMarketplace",
    "IsDefaultMarketplace AppsPluginEnabled FeatureFlagAppsEnabled FeatureFlagCallsEnabled EnableGifPicker",
    "EnableCustomGroups EnableBanner AllowBannerDismissal EnableCluster EnableMetrics EnableCompliance",
    "EnableComplianceExport DataRetentionEnableMessageDeletion DataRetentionEnableFileDeletion EnableDiagnostics",
    "EnableTesting EnableTutorial EnableOnboardingFlow EnableAskCommunityLink EnableDesktopLandingPage",
    "EnableChannelCategorySorting EnableExperimentalLocales EnableClientPerformanceDebugging UpgradedFromTE",
    "ExperimentalSharedChannels ExperimentalRemoteClusterService IsFipsEnabled",
    "DelayChannelAutocomplete DisableRefetchingOnBrowserFocus DisableWakeUpReconnectHandler AllowDownloadLogs",
    "ContentFlaggingEnabled FeatureFlagContentFlagging EnableBurnOnRead EnableAutoTranslation",
    "RestrictDMAndGMAutotranslation EnableAttributeBasedAccessControl EnableUserManagedAttributes UseAnonymousURLs",
    "FeatureFlagAttributeBasedAccessControl FeatureFlagTeamMembershipAccessControl FeatureFlagPermissionPolicies",
    "FeatureFlagChannelPermissionPolicies FeatureFlagPolicySimulation FeatureFlagClassificationMarkings",
    "FeatureFlagPropertyFieldRank FeatureFlagManagedChannelCategories GuestAccountsEnforceMultifactorAuthentication",
    "WranglerMoveThreadFromPrivateChannelEnable WranglerMoveThreadFromDirectMessageChannelEnable",
    "WranglerMoveThreadFromGroupMessageChannelEnable",
  ].flatMap((line) => line.split(" ").map((name) => [name, "false"])),
);

/** Texts clients show where they are not empty: labels of ways to sign in that are not here, links, addresses. */
const EMPTY = Object.fromEntries(
  [
    "LdapLoginFieldName SamlLoginButtonText OpenIdButtonText GitLabButtonText ForgotPasswordLink HelpLink AboutLink",
    "PrivacyPolicyLink TermsOfServiceLink ReportAProblemLink ReportAProblemMail SupportEmail DeleteAccountLink",
    "AppDownloadLink IosAppDownloadLink AndroidAppDownloadLink IosMinVersion IosLatestVersion AndroidMinVersion",
    "AndroidLatestVersion CustomUrlSchemes ManagedResourcePaths BannerText",
  ].flatMap((line) => line.split(" ").map((name) => [name, ""])),
);

/** The keys that are no settings, with what is so unless a setting or a capability says otherwise. */
export const fixedClientKeys: Readonly<Record<string, string>> = { ...ABSENT, ...EMPTY, ...ALWAYS };
