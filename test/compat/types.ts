// Checked by the compiler alone: whatever this server says in its own types can be taken for the published types of the
// clients. An exception names the properties it is about, and the comment above it says why.
import type { Audit as TheirAudit } from "@mattermost/types/audits";
import type { ChannelBookmark } from "@mattermost/types/channel_bookmarks";
import type { ChannelCategory } from "@mattermost/types/channel_categories";
import type { ChannelMembership, ChannelWithTeamData, ServerChannel } from "@mattermost/types/channels";
import type { CustomEmoji } from "@mattermost/types/emojis";
import type { FileInfo as TheirFileInfo, FileSearchResults as TheirFileResults } from "@mattermost/types/files";
import type { Job as TheirJob } from "@mattermost/types/jobs";
import type {
  PostAcknowledgement,
  PostImage,
  PostPriorityMetadata,
  PostMetadata as TheirMetadata,
  Post as TheirPost,
  PostList as TheirPostList,
  PostSearchResults as TheirPostResults,
} from "@mattermost/types/posts";
import type { PreferenceType } from "@mattermost/types/preferences";
import type { Reaction as TheirReaction } from "@mattermost/types/reactions";
import type { Role as TheirRole } from "@mattermost/types/roles";
import type { ScheduledPost as TheirScheduledPost } from "@mattermost/types/schedule_post";
import type { Session as TheirSession } from "@mattermost/types/sessions";
import type { TeamMembership, Team as TheirTeam, TeamUnread as TheirTeamUnread } from "@mattermost/types/teams";
import type { UserThreadWithPost } from "@mattermost/types/threads";
import type { UserAccessToken, UserProfile, UserStatus } from "@mattermost/types/users";
import type { Static } from "@sinclair/typebox";
import type { AccessToken } from "../../core/api/access-tokens.js";
import type { Acknowledgement } from "../../core/api/acknowledgements.js";
import type { Audit } from "../../core/api/audits.js";
import type { Bookmark } from "../../core/api/bookmarks.js";
import type { Category } from "../../core/api/categories.js";
import type { Channel, ChannelMember, ChannelWithTeam } from "../../core/api/channels.js";
import type { Draft } from "../../core/api/drafts.js";
import type { Emoji } from "../../core/api/emoji.js";
import type { FileInfo } from "../../core/api/files.js";
import type { Job } from "../../core/api/jobs.js";
import type { Post, PostList, PostMetadata, Priority, Reaction } from "../../core/api/posts.js";
import type { Preference } from "../../core/api/preferences.js";
import type { LinkedImage } from "../../core/api/previews.js";
import type { Role } from "../../core/api/roles.js";
import type { ScheduledPost } from "../../core/api/scheduled-posts.js";
import type { FileSearchResults, PostSearchResults } from "../../core/api/search.js";
import type { Session } from "../../core/api/sessions.js";
import type { Status } from "../../core/api/statuses.js";
import type { Team, TeamMember, TeamUnread } from "../../core/api/teams.js";
import type { Thread } from "../../core/api/threads.js";
import type { User } from "../../core/api/users.js";

/** Compiles only when `Ours` can be taken for `Theirs`, the excepted properties aside. */
type Agrees<Ours extends Omit<Theirs, Except>, Theirs, Except extends keyof Theirs = never> = [Ours, Except];

export type People = [
  // Clients keep a password while somebody signs up; servers never send one. Those of others have no notify_props.
  Agrees<User, UserProfile, "password" | "notify_props">,
  Agrees<Status, UserStatus>,
  // `local` is set by clients on what they keep; team_members is always empty: clients ask for memberships apart.
  Agrees<Session, TheirSession, "local" | "team_members">,
  Agrees<AccessToken, UserAccessToken>,
  Agrees<Preference, PreferenceType>,
  Agrees<Role, TheirRole>,
  Agrees<Audit, TheirAudit>,
];

export type Places = [
  Agrees<Team, TheirTeam>,
  // Counted by clients themselves, or asked for as the unread counts of a team, which stand below.
  Agrees<TeamMember, TeamMembership, "mention_count" | "mention_count_root" | "msg_count" | "msg_count_root">,
  Agrees<Static<typeof TeamUnread>, TheirTeamUnread>,
  Agrees<Channel, ServerChannel>,
  Agrees<ChannelWithTeam, ChannelWithTeamData>,
  Agrees<ChannelMember, ChannelMembership>,
  // "" is what clients themselves send for a category nobody has sorted: their type lacks it.
  Agrees<Category, ChannelCategory, "sorting">,
  Agrees<Exclude<Category["sorting"], "">, `${ChannelCategory["sorting"]}`>,
  // Its file is a FileInfo, which stands below.
  Agrees<Bookmark, ChannelBookmark, "file">,
];

/** Lists of messages, as far as the messages in them do not matter. */
type ListOf<List extends { posts: unknown }> = Omit<List, "posts">;

export type Messages = [
  // `type` is any text here, because machines write messages of types of their own (custom_...); metadata stands below.
  Agrees<Post, TheirPost, "type" | "metadata">,
  // Embeds are of many kinds; the others excepted stand below.
  Agrees<PostMetadata, TheirMetadata, "embeds" | "files" | "emojis" | "images" | "priority" | "acknowledgements">,
  // On the wire it is frame_count.
  Agrees<LinkedImage, PostImage, "frameCount">,
  // Theirs is an enum of the same texts.
  Agrees<Priority, PostPriorityMetadata, "priority">,
  Agrees<Priority["priority"], `${PostPriorityMetadata["priority"]}`>,
  Agrees<ListOf<PostList>, ListOf<TheirPostList>>,
  Agrees<ListOf<Static<typeof PostSearchResults>>, ListOf<TheirPostResults>>,
  Agrees<Reaction, TheirReaction>,
  // The message stands above; participants are bare ids, or people when the caller asks for all of them.
  Agrees<Thread, UserThreadWithPost, "post" | "participants">,
  // What is not sent yet is kept as it was given: its metadata holds no more than its priority. Error codes are any text.
  Agrees<ScheduledPost, TheirScheduledPost, "metadata" | "priority" | "error_code">,
  Agrees<Draft, Omit<TheirScheduledPost, "id" | "scheduled_at">, "metadata" | "priority">,
  Agrees<Acknowledgement, PostAcknowledgement>,
  // `clientId` is set by clients on files they are sending; null says that there is no small preview.
  Agrees<FileInfo, TheirFileInfo, "clientId" | "mini_preview">,
  // Declared as a Map, which JSON does not have; clients read it as an object.
  Agrees<Static<typeof FileSearchResults>, TheirFileResults, "file_infos">,
  // Set by clients on what they keep.
  Agrees<Emoji, CustomEmoji, "category">,
];

// Each server has kinds of jobs of its own.
export type Server = [Agrees<Job, TheirJob, "type">];
