import { pathOf, type Setting } from "../../platform/config/setting.js";

/** A group of settings that is shown, read and written together: `sysconsole_read_<id>` and `sysconsole_write_<id>`. */
export interface SettingsPage {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** Paths of settings; `Section.*` means those of the section that no other page names. */
  readonly paths: readonly string[];
}

const page = (id: string, group: string, title: string, ...paths: string[]): SettingsPage => ({
  id,
  group,
  title,
  paths,
});
const service = (...keys: string[]) => keys.map((key) => `ServiceSettings.${key}`);
const team = (...keys: string[]) => keys.map((key) => `TeamSettings.${key}`);
const file = (...keys: string[]) => keys.map((key) => `FileSettings.${key}`);
const email = (...keys: string[]) => keys.map((key) => `EmailSettings.${key}`);

/** What no page names is here, so that nothing is out of reach and nothing is open by mistake. */
export const OTHER_PAGE = "experimental_features";

/** The pages of settings in the order of the console. */
export const settingsPages: readonly SettingsPage[] = [
  page(
    "environment_web_server",
    "Environment",
    "Web server",
    ...service(
      "SiteURL",
      "ListenAddress",
      "Forward80To443",
      "ConnectionSecurity",
      "TLSCertFile",
      "TLSKeyFile",
      "UseLetsEncrypt",
      "LetsEncryptCertificateCacheFile",
      "ReadTimeout",
      "WriteTimeout",
      "IdleTimeout",
      "WebserverMode",
      "WebsocketURL",
      "WebsocketPort",
      "WebsocketSecurePort",
      "TrustedProxies",
      "MaximumPayloadSizeBytes",
      "MaximumURLLength",
      "EnableInsecureOutgoingConnections",
      "ManagedResourcePaths",
      "TLSMinVer",
      "TLSStrictTransport",
      "TLSStrictTransportMaxAge",
    ),
  ),
  page(
    "environment_database",
    "Environment",
    "Database",
    "SqlSettings.*",
    ...service("MinimumHashtagLength", "EnablePostSearch", "EnableFileSearch", "SearchTimeoutSeconds"),
  ),
  page("environment_elasticsearch", "Environment", "Search engine", "ElasticsearchSettings.*"),
  page(
    "environment_file_storage",
    "Environment",
    "File storage",
    "FileSettings.*",
    "ExportSettings.*",
    "ImportSettings.*",
  ),
  page("environment_image_proxy", "Environment", "Image proxy", "ImageProxySettings.*"),
  page(
    "environment_smtp",
    "Environment",
    "Mail server",
    ...email(
      "SMTPServer",
      "SMTPPort",
      "EnableSMTPAuth",
      "SMTPUsername",
      "SMTPPassword",
      "ConnectionSecurity",
      "SkipServerCertificateVerification",
      "SMTPServerTimeout",
    ),
  ),
  page(
    "environment_push_notification_server",
    "Environment",
    "Push notifications",
    ...email("SendPushNotifications", "PushNotificationServer", "PushNotificationBuffer"),
    "CourtyardPushSettings.*",
    "PushSettings.*",
    ...team("MaxNotificationsPerChannel"),
  ),
  page("environment_high_availability", "Environment", "Several servers", "ClusterSettings.*", "CacheSettings.*"),
  page("environment_rate_limiting", "Environment", "Rate limits", "RateLimitSettings.*"),
  page("environment_logging", "Environment", "Logging", "LogSettings.*", "NotificationLogSettings.*"),
  page(
    "environment_session_lengths",
    "Environment",
    "Session lengths",
    ...service(
      "SessionLengthWebInHours",
      "SessionLengthMobileInHours",
      "SessionLengthSSOInHours",
      "SessionCacheInMinutes",
      "SessionIdleTimeoutInMinutes",
      "ExtendSessionLengthWithActivity",
      "TerminateSessionsOnPasswordChange",
    ),
  ),
  page("environment_performance_monitoring", "Environment", "Monitoring", "MetricsSettings.*"),
  page(
    "environment_developer",
    "Environment",
    "Developers",
    ...service(
      "EnableTesting",
      "EnableDeveloper",
      "DebugSplit",
      "EnableClientPerformanceDebugging",
      "AllowedUntrustedInternalConnections",
      "EnableLocalMode",
      "LocalModeSocketLocation",
    ),
  ),

  page(
    "site_customization",
    "Site",
    "Name and links",
    ...team("SiteName", "CustomDescriptionText", "EnableCustomBrand", "CustomBrandText"),
    "SupportSettings.*",
    "NativeAppSettings.*",
    ...service("MinimumDesktopAppVersion"),
  ),
  page("site_localization", "Site", "Languages", "LocalizationSettings.*"),
  page(
    "site_users_and_teams",
    "Site",
    "People and teams",
    ...team(
      "MaxUsersPerTeam",
      "MaxChannelsPerTeam",
      "EnableJoinLeaveMessageByDefault",
      "RestrictDirectMessage",
      "TeammateNameDisplay",
      "LockTeammateNameDisplay",
      "ExperimentalViewArchivedChannels",
      "EnableCustomUserStatuses",
      "ExperimentalEnableAutomaticReplies",
      "EnableLastActiveTime",
      "EnableUserDeactivation",
      "ExperimentalPrimaryTeam",
      "UserStatusAwayTimeout",
    ),
    "PrivacySettings.*",
    ...service("EnableCustomGroups", "EnableAPITeamDeletion", "EnableAPIUserDeletion", "EnableAPIChannelDeletion"),
  ),
  page(
    "site_notifications",
    "Site",
    "Notifications",
    ...team("EnableConfirmNotificationsToChannel"),
    "EmailSettings.*",
  ),
  page(
    "site_announcement_banner",
    "Site",
    "Announcement banner",
    ...["EnableBanner", "BannerText", "BannerColor", "BannerTextColor", "AllowBannerDismissal"].map(
      (key) => `AnnouncementSettings.${key}`,
    ),
  ),
  page("site_emoji", "Site", "Emoji", ...service("EnableEmojiPicker", "EnableCustomEmoji")),
  page(
    "site_posts",
    "Site",
    "Messages",
    ...service(
      "ThreadAutoFollow",
      "CollapsedThreads",
      "PostPriority",
      "AllowPersistentNotifications",
      "AllowPersistentNotificationsForGuests",
      "PersistentNotificationMaxRecipients",
      "PersistentNotificationIntervalMinutes",
      "PersistentNotificationMaxCount",
      "EnableLinkPreviews",
      "RestrictLinkPreviews",
      "EnablePermalinkPreviews",
      "EnableSVGs",
      "EnableLatex",
      "EnableInlineLatex",
      "AllowSyncedDrafts",
      "ScheduledPosts",
      "UniqueEmojiReactionLimitPerPost",
      "PostEditTimeLimit",
      "EnableUserTypingMessages",
      "TimeBetweenUserTypingUpdatesMilliseconds",
    ),
    "DisplaySettings.*",
  ),
  page(
    "site_file_sharing_and_downloads",
    "Site",
    "Files in messages",
    ...file("EnableFileAttachments", "EnableMobileUpload", "EnableMobileDownload"),
  ),
  page("site_public_links", "Site", "Public links", ...file("EnablePublicLink", "PublicLinkDays", "PublicLinkSalt")),
  page("site_notices", "Site", "Notices", "AnnouncementSettings.*"),

  page(
    "authentication_signup",
    "Sign-in",
    "New accounts",
    ...team("EnableUserCreation", "EnableOpenServer", "RestrictCreationToDomains"),
    ...service("EnableEmailInvitations"),
  ),
  page(
    "authentication_email",
    "Sign-in",
    "E-mail and user name",
    ...email("EnableSignUpWithEmail", "RequireEmailVerification", "EnableSignInWithEmail", "EnableSignInWithUsername"),
    ...service("EnableSignInWithEmail", "EnableSignInWithUsername"),
  ),
  page("authentication_password", "Sign-in", "Passwords", "PasswordSettings.*", ...service("MaximumLoginAttempts")),
  page(
    "authentication_mfa",
    "Sign-in",
    "Multi-factor",
    ...service("EnableMultifactorAuthentication", "EnforceMultifactorAuthentication"),
    "MfaSettings.*",
  ),
  page("authentication_ldap", "Sign-in", "AD/LDAP", "LdapSettings.*"),
  page("authentication_saml", "Sign-in", "SAML 2.0", "SamlSettings.*"),
  page(
    "authentication_openid",
    "Sign-in",
    "OpenID Connect",
    "OpenIdSettings.*",
    "GitLabSettings.*",
    "GoogleSettings.*",
    "Office365Settings.*",
  ),
  page("authentication_guest_access", "Sign-in", "Guests", "GuestAccountsSettings.*"),

  page(
    "integrations_integration_management",
    "Integrations",
    "Integrations",
    ...service(
      "EnableIncomingWebhooks",
      "EnableOutgoingWebhooks",
      "EnableCommands",
      "EnableOAuthServiceProvider",
      "OutgoingIntegrationRequestsTimeout",
      "EnablePostUsernameOverride",
      "EnablePostIconOverride",
      "EnableUserAccessTokens",
      "MaximumUserAccessTokenDays",
      "EnforceIncomingWebhookChannelLocking",
    ),
    "IntegrationSettings.*",
  ),
  page(
    "integrations_bot_accounts",
    "Integrations",
    "Bot accounts",
    ...service("EnableBotAccountCreation", "DisableBotsWhenOwnerIsDeactivated"),
  ),
  page("integrations_gif", "Integrations", "GIF pictures", ...service("EnableGifPicker", "GiphySdkKey")),
  page(
    "integrations_cors",
    "Integrations",
    "Other sites",
    ...service(
      "AllowCorsFrom",
      "CorsExposedHeaders",
      "CorsAllowCredentials",
      "CorsDebug",
      "FrameAncestors",
      "StrictCSRFEnforcement",
    ),
  ),

  page("compliance_data_retention_policy", "Compliance", "Retention", "DataRetentionSettings.*", "LegalHoldSettings.*"),
  page("compliance_compliance_export", "Compliance", "Compliance export", "MessageExportSettings.*"),
  page(
    "compliance_compliance_monitoring",
    "Compliance",
    "Compliance reports",
    "ComplianceSettings.*",
    "ExperimentalAuditSettings.*",
    "AuditSettings.*",
  ),
  page(
    "compliance_custom_terms_of_service",
    "Compliance",
    "Terms of service",
    "SupportSettings.CustomTermsOfServiceEnabled",
    "SupportSettings.CustomTermsOfServiceReAcceptancePeriod",
    "TermsOfServiceSettings.*",
  ),

  page(OTHER_PAGE, "Other", "Other settings"),
];

const byPath = new Map(settingsPages.flatMap(({ id, paths }) => paths.map((path) => [path, id] as const)));

const known = new Set(settingsPages.map(({ id }) => id));

/** The id of the page a declared setting is on. */
export function pageOfSetting(setting: Setting): string {
  const own = setting.page !== undefined && known.has(setting.page) ? setting.page : undefined;
  return own ?? byPath.get(pathOf(setting)) ?? byPath.get(`${setting.section}.*`) ?? OTHER_PAGE;
}
