// The methods of the published client that this server does not serve, each with the area it belongs to. A method that
// is neither called in this suite nor named here fails it, so a newer client shows what is new.

/** Why a method is not served. */
export const reasons = {
  integrations: "webhooks, commands, OAuth apps, dialogs, apps and message actions are not in this release",
  plugins: "this server runs no plugins",
  ai: "agents, recaps and rewriting are not in this release",
  groups: "groups of people come with the directory of the Enterprise Edition",
  directory: "AD/LDAP belongs to the Enterprise Edition",
  saml: "SAML belongs to the Enterprise Edition",
  retention: "data retention belongs to the Enterprise Edition",
  compliance: "compliance reports and certificates of audit logs belong to the Enterprise Edition",
  operation: "clusters, search engines and address filters belong to the Enterprise Edition",
  policies: "access policies are not in this release",
  properties: "properties beyond those of profiles are not in this release",
  flagging: "reviewing flagged messages is not in this release",
  remote: "connections between servers are not in this release",
  cloud: "nobody hosts this server for a fee",
  upgrades: "nothing is bought, and nobody is asked to buy, from within",
  lesser: "not in this release",
} as const;

export const notHere: Record<keyof typeof reasons, string> = {
  integrations: `createIncomingWebhook getIncomingWebhook getIncomingWebhooks removeIncomingWebhook updateIncomingWebhook
    createOutgoingWebhook getOutgoingWebhook getOutgoingWebhooks removeOutgoingWebhook updateOutgoingWebhook
    regenOutgoingHookToken addCommand editCommand deleteCommand executeCommand regenCommandToken getCommandsList
    getCustomTeamCommands getAutocompleteCommandsList getCommandAutocompleteSuggestionsList 
    createOAuthApp editOAuthApp getOAuthApp
    getOAuthAppInfo getOAuthApps deleteOAuthApp regenOAuthAppSecret getAuthorizedOAuthApps authorizeOAuthApp
    deauthorizeOAuthApp createOutgoingOAuthConnection editOutgoingOAuthConnection getOutgoingOAuthConnection
    getOutgoingOAuthConnections getOutgoingOAuthConnectionsForAudience deleteOutgoingOAuthConnection
    validateOutgoingOAuthConnection submitInteractiveDialog lookupInteractiveDialog doPostAction doPostActionWithCookie
    doPostActionWithQuery executeAppCall getAppsBindings getAppsBotIDs getAppsOAuthAppIDs getMarketplaceApps
    getCallsChannelState`,
  plugins: `getPlugins uploadPlugin installPluginFromUrl installMarketplacePlugin getMarketplacePlugins
    getRemoteMarketplacePlugins removePlugin enablePlugin disablePlugin getFirstAdminVisitMarketplaceStatus
    setFirstAdminVisitMarketplaceStatus`,
  ai: `getAgents getAgentsStatus getLLMServices getAIRewrittenMessage createRecap getRecaps getRecap markRecapAsRead
    markRecapsAsViewed regenerateRecap deleteRecap`,
  groups: `getGroup getGroups getGroupsByNames getGroupStats getGroupSyncables getGroupsNotAssociatedToTeam
    getGroupsNotAssociatedToChannel getGroupsAssociatedToTeam getGroupsAssociatedToChannel getAllGroupsAssociatedToTeam
    getAllGroupsAssociatedToChannel getAllGroupsAssociatedToChannelsInTeam createGroupWithUserIds addUsersToGroup
    removeUsersFromGroup searchGroups patchGroup archiveGroup restoreGroup linkGroupSyncable unlinkGroupSyncable
    patchGroupSyncable createGroupTeamsAndChannels getChannelMemberCountsByGroup teamMembersMinusGroupMembers
    channelMembersMinusGroupMembers getProfilesInGroup`,
  directory: `testLdap testLdapConnection testLdapDiagnostics testLdapFilters testLdapAttributes testLdapGroupAttributes
    syncLdap getLdapGroups linkLdapGroup unlinkLdapGroup uploadPublicLdapCertificate uploadPrivateLdapCertificate
    deletePublicLdapCertificate deletePrivateLdapCertificate switchEmailToLdap switchLdapToEmail`,
  saml: `getSamlCertificateStatus uploadPublicSamlCertificate uploadPrivateSamlCertificate uploadIdpSamlCertificate
    deletePublicSamlCertificate deletePrivateSamlCertificate deleteIdpSamlCertificate getSamlMetadataFromIdp
    setSamlIdpCertificateFromMetadata switchEmailToOAuth switchOAuthToEmail loginWithDesktopToken`,
  retention: `getDataRetentionPolicy getDataRetentionCustomPolicies getDataRetentionCustomPolicy
    deleteDataRetentionCustomPolicy searchDataRetentionCustomPolicyChannels searchDataRetentionCustomPolicyTeams
    getDataRetentionCustomPolicyTeams getDataRetentionCustomPolicyChannels createDataRetentionPolicy
    updateDataRetentionPolicy addDataRetentionPolicyTeams removeDataRetentionPolicyTeams addDataRetentionPolicyChannels
    removeDataRetentionPolicyChannels`,
  compliance: `createComplianceReport getComplianceReport getComplianceReports uploadAuditLogCertificate
    removeAuditLogCertificate`,
  operation: "getClusterStatus testElasticsearch purgeElasticsearchIndexes getIPFilters getCurrentIP applyIPFilters",
  policies: `getAccessControlPolicy updateOrCreateAccessControlPolicy deleteAccessControlPolicy getAccessControlPolicies
    getChildPolicies getChannelsForAccessControlPolicy searchAccessControlPolicies searchPermissionPolicies
    searchChildAccessControlPolicyChannels assignChannelsToAccessControlPolicy unassignChannelsFromAccessControlPolicy
    assignTeamsToAccessControlPolicy unassignTeamsFromAccessControlPolicy getTeamAccessControlPolicy
    getAccessControlFields checkAccessControlExpression testAccessControlExpression simulateAccessControlPolicyForUsers
    expressionToVisualFormat validateExpressionAgainstRequester getChannelAccessControlAttributes
    updateAccessControlPoliciesActive createAccessControlSyncJob getProfilesMatchingChannelPolicy
    getProfilesMatchingTeamPolicy`,
  properties: `getPropertyFields createPropertyField patchPropertyField deletePropertyField getPropertyValues
    patchPropertyValues getSystemPropertyValues patchSystemPropertyValues`,
  flagging: `getTeamContentFlaggingStatus getContentFlaggingConfig flagPost removeFlaggedPost keepFlaggedPost
    getPostContentFlaggingFields getPostContentFlaggingValues getFlaggedPost searchContentFlaggingReviewers
    setContentFlaggingReviewer saveContentFlaggingConfig getAdminContentFlaggingConfig generateFlaggedPostReport`,
  remote: `getRemoteClusters getRemoteCluster createRemoteCluster patchRemoteCluster deleteRemoteCluster
    acceptInviteRemoteCluster generateInviteRemoteCluster getSharedChannelRemotes getSharedChannelRemoteInfos
    getRemoteClusterInfo sharedChannelRemoteInvite sharedChannelRemoteUninvite canUserDirectMessage`,
  cloud: `getCloudProducts cwsAvailabilityCheck getCloudCustomer updateCloudCustomer updateCloudCustomerAddress
    validateBusinessEmail validateWorkspaceBusinessEmail getSubscription getInstallation getCloudPreviewModalData
    getInvoices getCloudLimits getPostsUsage getFilesUsage getTeamsUsage`,
  upgrades: `upgradeToEnterprise upgradeToEnterpriseStatus isAllowedToUpgradeToEnterprise notifyAdmin restartServer
    completeSetup getFirstAdminSetupComplete getInProductNotices updateNoticesAsViewed`,
  lesser:
    "getRecommendedChannelsForUser getManagedCategories setMyChannelAutotranslation revealBurnOnReadPost burnPostNow",
};

/** The names in `notHere`, each with its area. */
export function namesNotHere(): Map<string, keyof typeof reasons> {
  const names = new Map<string, keyof typeof reasons>();
  for (const [area, list] of Object.entries(notHere))
    for (const name of list.split(/\s+/).filter(Boolean)) names.set(name, area as keyof typeof reasons);
  return names;
}

/**
 * Methods that ask nothing of a server: what a client keeps (tokens, headers, who it is) and the paths it builds. The
 * addresses for browsers are fetched elsewhere, but for those of what is not here.
 */
export const local = [
  /^get\w+Route$/,
  /^(set|remove)(AcceptLanguage|CSRF|DiagnosticId|EnableLogging|Header|IncludeCookies|Token|Url|UserAgent|UserId|UserRoles)$/,
  /^get(AbsoluteUrl|CSRFFromCookie|Options|ServerVersion|Token|Url|UrlVersion)$/,
  // Invoices, reports of flagged messages and the web app's own pictures of emoji.
  /^get(InvoicePdf|FlaggedPostReport|SystemEmojiImage)Url$/,
  // What all others are made of.
  /^doFetch(WithResponse)?$/,
];
