import { choice, list, number, section, text, toggle } from "../../platform/config/setting.js";

export const serviceSettings = section("ServiceSettings", {
  SiteURL: text({ default: "", title: "Address of this server", help: "The address people use, such as https://chat.example.org. Links in mails and invitations begin with it.", client: "everyone", pattern: "^https?://[^\\s/]+(/[^\\s]*)?$" }),
  ListenAddress: text({ default: "127.0.0.1:8065", title: "Listen on", help: "Address and port the server listens on. :8065 listens on all addresses of the machine.", restart: true }),
  WebsocketURL: text({ default: "", title: "WebSocket address", help: "Only when it differs from the address of the server.", client: "everyone" }),
  WebsocketPort: number({ default: 80, min: 1, max: 65535, title: "WebSocket port", help: "Port for clients that connect without TLS.", client: "everyone" }),
  WebsocketSecurePort: number({ default: 443, min: 1, max: 65535, title: "WebSocket port with TLS", help: "Port for clients that connect with TLS.", client: "everyone" }),
  AllowCorsFrom: text({ default: "", title: "Other sites that may call the API", help: "Origins separated by spaces, * for all. Empty: none.", maxLength: 2000 }),
  TrustedProxyIPHeader: list({ default: [], title: "Reverse proxies", help: "Addresses of your reverse proxies; only their X-Forwarded-For header is believed." }),
  MaximumPayloadSizeBytes: number({ default: 300_000, min: 10_000, max: 10_000_000, unit: "bytes", title: "Largest request", help: "Requests other than uploads that are larger are refused.", restart: true }),
  MaximumURLLength: number({ default: 2048, min: 512, max: 16_000, unit: "characters", title: "Longest address", help: "Requests with a longer address are refused." }),
  TimeBetweenUserTypingUpdatesMilliseconds: number({ default: 5000, min: 1000, max: 60_000, unit: "milliseconds", title: "Typing notice interval", help: "How often clients tell that somebody is typing.", client: "everyone" }),
  EnableUserTypingMessages: toggle({ default: true, title: "Typing notices", help: "People see when somebody is writing.", client: "everyone" }),
  EnableCustomEmoji: toggle({ default: true, title: "Custom emoji", help: "People can add their own emoji.", client: "members" }),
  EnableEmojiPicker: toggle({ default: true, title: "Emoji picker", help: "Clients show a picker for emoji.", client: "everyone" }),
  EnableLinkPreviews: toggle({ default: true, title: "Link previews", help: "Messages with a link show a preview of the page.", client: "everyone" }),
  EnablePermalinkPreviews: toggle({ default: true, title: "Message previews", help: "A link to a message shows the message to those who may read it.", client: "everyone" }),
  CollapsedThreads: choice({ default: "always_on", choices: ["disabled", "default_off", "default_on", "always_on"] as const, title: "Threads", help: "Whether replies are gathered in threads.", client: "everyone" }),
  ThreadAutoFollow: toggle({ default: true, title: "Follow threads automatically", help: "Those who write in a thread or are mentioned in it follow it.", client: "everyone" }),
  PostEditTimeLimit: number({ default: -1, min: -1, max: 31_536_000, unit: "seconds", title: "Time to edit a message", help: "-1: no limit.", client: "everyone" }),
  UniqueEmojiReactionLimitPerPost: number({ default: 50, min: 1, max: 500, title: "Different reactions per message", help: "More are refused.", client: "everyone" }),
  MinimumHashtagLength: number({ default: 3, min: 2, max: 50, title: "Shortest hashtag", help: "Shorter words after # are not hashtags.", client: "everyone" }),
  PostPriority: toggle({ default: true, title: "Message priority", help: "People can mark messages as important or urgent and ask for acknowledgement.", client: "everyone" }),
  AllowSyncedDrafts: toggle({ default: true, title: "Drafts on all devices", help: "Unsent messages are kept on the server, so that people finish them on another device.", client: "everyone" }),
  ScheduledPosts: toggle({ default: true, title: "Scheduled messages", help: "People can write now and send later.", client: "everyone" }),
  EnableDeveloper: toggle({ default: false, title: "Developer mode", help: "Errors carry technical details.", client: "everyone" }),
  EnableSVGs: toggle({ default: false, title: "SVG pictures", help: "Off is safer: SVG files can carry programs.", client: "members" }),
  EnableInlineLatex: toggle({ default: false, title: "Formulas inside a line", help: "Text between dollar signs is shown as a formula.", client: "everyone" }),
  EnableLatex: toggle({ default: false, title: "Formulas in blocks", help: "Code blocks marked latex are shown as formulas.", client: "everyone" }),
  DebugSplit: toggle({ default: false, title: "Debug web app", help: "Loads the web app unpacked." }),
});

export const siteSettings = section("TeamSettings", {
  SiteName: text({ default: "Courtyard", title: "Name of this server", help: "Shown on the sign-in page and in mails.", client: "everyone", maxLength: 30 }),
  CustomDescriptionText: text({ default: "", title: "Description", help: "A line below the name on the sign-in page.", client: "everyone", maxLength: 500 }),
  MaxNotificationsPerChannel: number({ default: 1000, min: 1, max: 100_000, title: "Members notified at most", help: "In larger channels @all and @channel do not notify.", client: "everyone" }),
  MaxUsersPerTeam: number({ default: 50_000, min: 1, max: 1_000_000, title: "Members per team", help: "More cannot join.", client: "everyone" }),
  MaxChannelsPerTeam: number({ default: 20_000, min: 1, max: 1_000_000, title: "Channels per team", help: "More cannot be made.", client: "everyone" }),
  RestrictDirectMessage: choice({ default: "any", choices: ["any", "team"] as const, title: "Direct messages", help: "With anybody on the server, or only with members of a common team.", client: "everyone" }),
  ExperimentalPrimaryTeam: text({ default: "", title: "Primary team", help: "Everybody is in this team and cannot leave it. Empty: none.", client: "everyone" }),
  ExperimentalViewArchivedChannels: toggle({ default: true, title: "Archived channels stay readable", help: "Members can read and search archived channels.", client: "everyone" }),
  EnableConfirmNotificationsToChannel: toggle({ default: true, title: "Ask before notifying many", help: "Clients ask before a message with @all or @channel.", client: "everyone" }),
});

export const systemSettings = [serviceSettings, siteSettings].flatMap((group) => Object.values(group));
