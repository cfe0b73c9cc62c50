import { createHash } from "node:crypto";
import { join } from "node:path";
import { clientConfigParts } from "../edition/ports/client-config.js";
import { collectiveNames } from "../edition/ports/collective-names.js";
import { loginProviders } from "../edition/ports/login-provider.js";
import { profileOwners } from "../edition/ports/profile-owner.js";
import { seats } from "../edition/ports/seats.js";
import { Ports } from "../edition/ports.js";
import { AccessTokens, accessTokenRoutes } from "../features/access-tokens/index.js";
import { Audits, auditRoutes, watched } from "../features/audit/index.js";
import { Categories, categoryRoutes } from "../features/categories/index.js";
import { ChannelDoor, Channels, channelRoutes, TeamUnreads, teamUnreadRoutes } from "../features/channels/index.js";
import { Drafts, draftRoutes } from "../features/drafts/index.js";
import { CustomEmoji, emojiRoutes } from "../features/emoji/index.js";
import type { FileTexts } from "../features/file-texts/index.js";
import { Files, fileRoutes, PublicLinks, Uploads } from "../features/files/index.js";
import { Guests } from "../features/guests/index.js";
import { integrityRoutes } from "../features/integrity/index.js";
import { Impact, LicenseDesk, licenseRoutes, SignInLinks } from "../features/license/index.js";
import { type KeptOut, Mfa, mfaRoutes } from "../features/mfa/index.js";
import type { Notices } from "../features/notices/index.js";
import { FromSystem, Posts, postRoutes, writeSystemMessages } from "../features/posts/index.js";
import { Preferences, preferenceRoutes } from "../features/preferences/index.js";
import { Privacy, privacyRoutes } from "../features/privacy/index.js";
import type { Push } from "../features/push/index.js";
import { Reactions, reactionRoutes } from "../features/reactions/index.js";
import type { UserExports } from "../features/reports/index.js";
import { Roles, roleRoutes } from "../features/roles/index.js";
import { SchemeDesk, schemeRoutes } from "../features/schemes/index.js";
import { Search, searchRoutes } from "../features/search/index.js";
import { Login, Sessions, sessionRoutes, sessionSettings } from "../features/sessions/index.js";
import { CustomStatuses, Statuses, statusActions, statusRoutes } from "../features/statuses/index.js";
import type { Storage } from "../features/storage/index.js";
import { System, serviceSettings, siteSettings, systemRoutes } from "../features/system/index.js";
import { inTeam, TeamDoor, Teams, teamPictureRoutes, teamRoutes } from "../features/teams/index.js";
import { Threads, threadRoutes } from "../features/threads/index.js";
import { idleActions, Typing, typingActions, typingRoutes } from "../features/typing/index.js";
import { type UserDeps, Users, userRoutes, userStore } from "../features/users/index.js";
import { Aftermath } from "../platform/database/aftermath.js";
import type { Caller } from "../platform/http/caller.js";
import type { HttpServer } from "../platform/http/server.js";
import { serveWebApps } from "../platform/http/web-app.js";
import type { Platform } from "../platform/platform.js";
import { composeAdministration } from "./administration.js";
import type { Background } from "./background.js";
import { composeEditions, type EditionOptions, type Editions } from "./editions.js";
import { localCaller } from "./local-caller.js";
import { composeMailFeatures } from "./mail-features.js";
import { composeMessages } from "./messages.js";
import { composePeople } from "./people-features.js";
import { assemblePlatform, type PlatformOptions } from "./platform.js";

export interface ComposeOptions extends PlatformOptions, EditionOptions {
  readonly root: string;
  readonly version: string;
}

export interface App {
  readonly platform: Platform;
  readonly http: HttpServer;
  readonly system: System;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly attachments: Files;
  readonly uploads: Uploads;
  readonly statuses: Statuses;
  readonly search: Search;
  readonly editions: Editions;
  readonly background: Background;
  readonly notices: Notices;
  readonly push: Push;
  readonly guests: Guests;
  readonly fileTexts: FileTexts;
  readonly storage: Storage;
  readonly exports: UserExports;
  stop(): Promise<void>;
}

/** Puts the server together: the platform, then the features in their order, one line or two each. */
export async function compose(options: ComposeOptions): Promise<App> {
  const { platform, http, monitor, metricsListener, background, late } = await assemblePlatform(options);
  const { config, db, events, hub, log } = platform;

  const ports = new Ports();
  const editions = composeEditions(platform, http, ports, options);

  // Features, in the order in which they may know each other.
  const roles = new Roles(platform);
  const users = new Users(
    platform,
    roles,
    () => ports.one(seats),
    () => ports.all(profileOwners),
  );
  const sessions = new Sessions(platform, roles);
  users.leaveHooks.push((tx, userId) => sessions.revokeAllWith(tx, userId));
  const login = new Login(platform, () => ports.all(loginProviders));
  const mfa = new Mfa(users, () => config.get(siteSettings.SiteName));
  const accessTokens = new AccessTokens(users, roles);
  sessions.otherTokens.push(accessTokens);
  login.secondFactor = (user, code) => mfa.accepts(user, code);
  const preferences = new Preferences(platform);
  const statuses = new Statuses(platform);
  const system = new System(platform, users, editions.licensing, () => ports.all(clientConfigParts), {
    number: options.version,
    hash: createHash("sha1").update(options.version).digest("hex"),
  });
  const teams = new Teams(platform, roles, users, () => config.get(siteSettings.MaxUsersPerTeam));
  const teamDoor = new TeamDoor(platform, roles);
  const channels = new Channels(platform, roles, users, teams, {
    maxPerTeam: () => config.get(siteSettings.MaxChannelsPerTeam),
    directOnlyInTeam: () => config.get(siteSettings.RestrictDirectMessage) === "team",
  });
  const channelDoor = new ChannelDoor(platform, roles);
  const attachments = new Files(platform, channelDoor);
  const uploads = new Uploads(attachments);
  const emoji = new CustomEmoji(platform);
  const typing = new Typing(platform, channels, statuses);
  Object.assign(late, {
    sessions,
    system,
    topicsOf: async (userId: string) => {
      await Promise.all([mfa.meet(userId), late.terms.meet(userId)]);
      return [...(await users.topicsOf(userId)), ...(await channels.topicsOf(userId))];
    },
    mfa,
    accessTokens,
    localCaller: () => localCaller(platform, roles),
    presence: (userId: string, online: boolean) => statuses.presence(userId, online),
  });
  await roles.load();
  await system.load();
  config.onChange(() => {
    const missed = (error: Error) => log.warn({ reason: error.message }, "clients were not told of changed settings");
    system.changed().catch(missed);
  });

  const seesTeam = (caller: Caller, teamId: string) =>
    teamDoor.enter(caller, teamId).then(
      (access) => access.can("view_team"),
      () => false,
    );
  const places: Omit<UserDeps, "endSessions" | "erase"> = {
    mayViewTeam: seesTeam,
    mayViewChannel: (caller, channelId) => channelDoor.mayRead(caller, channelId),
    findInvitation: async ({ inviteId, token }) => {
      if (token) return mailFeatures.invitations.find(token);
      const team = inviteId ? await teams.byInvite(inviteId) : undefined;
      return team && { accept: async (user) => void (await teams.join(team, user.id, user.id)) };
    },
  };
  const endSessions: UserDeps["endSessions"] = async (tx, userId, except) => {
    if (config.get(sessionSettings.TerminateSessionsOnPasswordChange)) await sessions.revokeAllWith(tx, userId, except);
  };
  const posts = new Posts(platform, channelDoor, attachments, {
    autoFollow: () => config.get(serviceSettings.ThreadAutoFollow),
    editSeconds: () => config.get(serviceSettings.PostEditTimeLimit),
    minHashtag: () => config.get(serviceSettings.MinimumHashtagLength),
    withGroups: (names, channelId) => ports.one(collectiveNames).resolve(names, channelId),
  });
  writeSystemMessages(platform, posts, channels);
  const letters = new FromSystem(posts, channels, roles);
  events.on("post.created", ({ post, people }) => people && statuses.touch(post.user_id));
  const reactions = new Reactions(
    posts,
    (name) => emoji.exists(name),
    () => config.get(serviceSettings.UniqueEmojiReactionLimitPerPost),
  );
  const threads = new Threads(posts, users, () => config.get(serviceSettings.CollapsedThreads));
  channels.hooks.looked.push((...seen) => threads.looked(...seen));
  const keptOut = async (userId: string): Promise<KeptOut> => {
    if (await mfa.keepsOut(userId)) return "second-factor";
    return (await late.terms.keepsOut(userId)) ? "terms" : "";
  };
  const messages = composeMessages({
    platform,
    roles,
    users,
    teams,
    channels,
    channelDoor,
    teamDoor,
    attachments,
    posts,
    letters,
    statuses,
    system,
    sessions,
    threads,
    keptOut,
  });
  const search = new Search(platform, posts, ports);
  const routes = [
    ...roleRoutes(roles),
    ...userRoutes(users, { ...places, endSessions, erase: (...asked) => privacy.delete(...asked) }),
    ...sessionRoutes(sessions, login, users, () => system.siteUrl()),
    ...mfaRoutes(mfa),
    ...accessTokenRoutes(accessTokens),
    ...preferenceRoutes(preferences, users),
    ...statusRoutes(statuses, new CustomStatuses(users, preferences), users),
    ...systemRoutes(system),
    ...teamRoutes(teams, teamDoor),
    ...teamPictureRoutes(teams, teamDoor),
    ...channelRoutes(channels, channelDoor, teamDoor),
    ...teamUnreadRoutes(new TeamUnreads(channels, threads.unreadOf), teamDoor),
    ...categoryRoutes(new Categories(platform, channels, preferences), teamDoor),
    ...emojiRoutes(emoji),
    ...draftRoutes(new Drafts(platform, channelDoor, attachments)),
    ...typingRoutes(typing),
    ...fileRoutes(attachments, uploads, new PublicLinks(attachments, () => system.siteUrl())),
    ...postRoutes(posts, channelDoor, users),
    ...reactionRoutes(reactions),
    ...messages.routes,
    ...threadRoutes(threads, teamDoor),
    ...searchRoutes(search, inTeam(teamDoor)("view_team")),
  ];
  const audits = new Audits(platform);
  const privacy = new Privacy(users, audits);
  const accountOf = (name: string) =>
    userStore.byLogin(db, name.trim().toLowerCase(), true, true).then((user) => user?.id);
  for (const route of watched(routes, audits, accountOf)) http.add(route);
  const desk = new LicenseDesk(platform, editions.licensing, editions.registry, system, audits);
  const impact = new Impact(platform, editions.licensing, editions.registry);
  const signInLinks = new SignInLinks(users, sessions, login, audits, () => system.siteUrl());
  const guests = new Guests(platform, { users, teams, channels, sessions, login, audits });
  const mailParts = {
    users,
    sessions,
    login,
    statuses,
    system,
    teams,
    teamDoor,
    channels,
    channelDoor,
    audits,
    guests,
    signInLinks,
    keptOut,
  };
  const mailFeatures = composeMailFeatures(platform, mailParts);
  const people = await composePeople(platform, { ...mailParts, roles, letters, accessTokens });
  late.terms = people.terms;
  const { dataFolder, version } = options;
  const administration = composeAdministration(platform, {
    users,
    sessions,
    login,
    audits,
    letters,
    system,
    monitor,
    metricsListener,
    dataFolder,
    version,
  });
  const more = [
    ...auditRoutes(audits),
    ...privacyRoutes(privacy),
    ...integrityRoutes(platform),
    ...schemeRoutes(new SchemeDesk(roles, teams, channels, audits)),
    ...licenseRoutes(desk, impact, signInLinks),
    ...mailFeatures.routes,
    ...people.routes,
    ...administration.routes,
  ];
  for (const route of watched(more, audits, accountOf)) http.add(route);
  const forCapabilities = {
    audits,
    configuration: administration.configuration,
    preferences,
    statuses,
    system,
    teams,
    channels,
  };
  await editions.start({ roles, users, sessions, login, posts, search, ...forCapabilities });
  statusActions(statuses, users);
  typingActions(typing);
  idleActions(platform.hub);
  await statuses.start();
  const aftermath = new Aftermath(async () => {
    await administration.configuration.reload();
    await roles.reload();
    events.emit("caches.dropped", {});
    await sessions.closeEnded();
    await hub.reloadTopics();
  }, log);
  db.onLoss = () => aftermath.begin();
  const stopHousekeeping = uploads.startHousekeeping();
  const stopMessages = messages.start();
  const stopCounting = administration.start();
  const stopPeople = people.start();
  const sweeping = setInterval(
    () => sessions.sweep().catch((error: Error) => log.warn({ reason: error.message }, "expired sessions not removed")),
    3_600_000,
  );
  sweeping.unref();
  const stopMetrics = await metricsListener.start();
  serveWebApps(http, [
    { prefix: "", folder: join(options.root, "dist", "webapp") },
    { prefix: "/admin_console", folder: join(options.root, "dist", "admin-console") },
  ]);

  return {
    platform,
    http,
    push: messages.push,
    system,
    users,
    sessions,
    statuses,
    search,
    editions,
    background,
    notices: mailFeatures.notices,
    guests,
    fileTexts: people.fileTexts,
    storage: people.storage,
    exports: administration.exports,
    attachments,
    uploads,
    async stop() {
      stopHousekeeping();
      await stopMessages();
      await stopPeople();
      monitor.stop();
      await stopMetrics();
      await stopCounting();
      clearInterval(sweeping);
      await hub.close();
      await http.stop();
      await background.stop();
      await editions.stop();
      await statuses.stop();
      await audits.stop();
      await aftermath.stop();
      await db.close();
    },
  };
}
