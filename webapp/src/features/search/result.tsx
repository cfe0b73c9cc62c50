import type { FileInfo } from "@mattermost/types/files";
import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { Button } from "../../../shared/ui/button.js";
import { IconFile } from "../../../shared/ui/icons.js";
import { client } from "../../lib/client.js";
import { Avatar } from "../../ui/avatar.js";
import { jumpTo } from "../channels/jump.js";
import { channelsById, channelTitle } from "../channels/store.js";
import { Attachments } from "../files/attachments.js";
import { formatSize } from "../files/format.js";
import { Markdown } from "../markdown/markdown.js";
import { currentTeamId, teamsById } from "../teams/store.js";
import { showProfile } from "../users/profile-popover.js";
import { displayName, user } from "../users/store.js";
import { shortTime } from "./dates.js";

/** A message outside its channel: in search results and lists of pinned or saved messages. */
export function PostResult({ post, words }: { post: Post; words?: readonly string[] | undefined }): JSX.Element {
  const author = user(post.user_id);
  const channel = channelsById.get(post.channel_id);
  const team =
    channel?.team_id && channel.team_id !== currentTeamId.value
      ? teamsById.get(channel.team_id)?.display_name
      : undefined;
  const name =
    typeof post.props?.["override_username"] === "string" && post.props["from_webhook"] === "true"
      ? (post.props["override_username"] as string)
      : displayName(author);
  return (
    <article class="result" aria-label={`Message by ${name}`}>
      <div class="result__where">
        <button type="button" onClick={() => jumpTo(post.id)}>
          {channelTitle(channel) || "A channel you have left"}
        </button>
        {team && <span>· {team}</span>}
        {post.root_id && <span>· in a thread</span>}
      </div>
      <div class="result__head">
        <Avatar user={author} size={24} />
        <button type="button" class="truncate" onClick={(event) => showProfile(post.user_id, event.currentTarget)}>
          <b>{name}</b>
        </button>
        <time dateTime={new Date(post.create_at).toISOString()} title={new Date(post.create_at).toLocaleString()}>
          {shortTime(post.create_at)}
        </time>
      </div>
      <div class="result__body">
        {post.message && <Markdown text={post.message} words={words} />}
        {(post.metadata?.files?.length ?? 0) > 0 && <Attachments files={post.metadata.files} />}
      </div>
      <Button small class="result__jump" onClick={() => jumpTo(post.id)}>
        Jump to message
      </Button>
    </article>
  );
}

/** A file in a list; opens the message it came with. */
export function FileResult({ file }: { file: FileInfo }): JSX.Element {
  const thumbnail = file.has_preview_image ? client.getFileThumbnailUrl(file.id, 0) : "";
  const channel = channelsById.get(file.channel_id);
  return (
    <button
      type="button"
      class="file-result"
      onClick={() => (file.post_id ? jumpTo(file.post_id) : open(client.getFileUrl(file.id, 0), "_blank", "noopener"))}
    >
      <span class="file-result__icon">
        {thumbnail ? <img src={thumbnail} alt="" loading="lazy" /> : <IconFile size={22} />}
      </span>
      <span class="person-row__text grow">
        <span class="truncate">{file.name}</span>
        <small class="truncate">
          {formatSize(file.size)} · {channelTitle(channel)} · {shortTime(file.create_at)}
        </small>
      </span>
    </button>
  );
}
