import type { ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { Button, IconButton } from "../../../shared/ui/button.js";
import {
  IconBell,
  IconChevronRight,
  IconEdit,
  IconFile,
  IconPin,
  IconUserPlus,
  IconUsers,
} from "../../../shared/ui/icons.js";
import { pane } from "../../lib/panes.js";
import { Markdown } from "../markdown/markdown.js";
import { mayWithChannel } from "../permissions/store.js";
import { CopyField } from "../teams/copy-field.js";
import { displayName, user } from "../users/store.js";
import { channelPath } from "./actions.js";
import { openAddPeople, openChannelSettings } from "./dialogs.js";
import { isDirect, memberCounts } from "./store.js";

/** What a channel is about, and the ways to its members, files and pins. */
export function InfoPane({ channel }: { channel: ServerChannel }): JSX.Element {
  const direct = isDirect(channel);
  const mayChange = mayWithChannel("manage_{}_channel_properties", channel.id);
  const mayAdd = !direct && !channel.delete_at && mayWithChannel("manage_{}_channel_members", channel.id);
  const edit = () => openChannelSettings(channel.id, "about");
  const creator = channel.creator_id ? user(channel.creator_id) : undefined;
  return (
    <div class="info">
      {!direct && (
        <div class="info__block">
          <h3>
            Purpose
            {mayChange && (
              <IconButton small label="Edit purpose" onClick={edit}>
                <IconEdit size={16} />
              </IconButton>
            )}
          </h3>
          {channel.purpose ? <p>{channel.purpose}</p> : <p class="muted">What is this channel for?</p>}
        </div>
      )}
      <div class="info__block">
        <h3>
          Header
          {mayChange && (
            <IconButton small label="Edit header" onClick={edit}>
              <IconEdit size={16} />
            </IconButton>
          )}
        </h3>
        {channel.header ? <Markdown text={channel.header} /> : <p class="muted">Links and facts to have at hand.</p>}
      </div>
      {channel.type !== "D" && (
        <button
          type="button"
          class="info__link"
          onClick={() => {
            pane.value = { kind: "members" };
          }}
        >
          <IconUsers />
          <span>Members</span>
          {memberCounts.get(channel.id) ?? ""}
          <IconChevronRight />
        </button>
      )}
      <button
        type="button"
        class="info__link"
        onClick={() => {
          pane.value = { kind: "pinned" };
        }}
      >
        <IconPin />
        <span>Pinned messages</span>
        <IconChevronRight />
      </button>
      <button
        type="button"
        class="info__link"
        onClick={() => {
          pane.value = { kind: "files" };
        }}
      >
        <IconFile />
        <span>Files</span>
        <IconChevronRight />
      </button>
      <button type="button" class="info__link" onClick={() => openChannelSettings(channel.id, "notifications")}>
        <IconBell />
        <span>Notifications</span>
        <IconChevronRight />
      </button>
      <div class="info__block">
        {mayAdd && (
          <div>
            <Button small onClick={() => openAddPeople(channel.id)}>
              <IconUserPlus size={16} />
              Add people
            </Button>
          </div>
        )}
        <CopyField label="Link to this channel" value={location.origin + channelPath(channel)} />
        <CopyField label="Id, for programs" value={channel.id} />
        <p class="muted small">
          Created {new Date(channel.create_at).toLocaleDateString(undefined, { dateStyle: "long" })}
          {creator ? ` by ${displayName(creator)}` : ""}
        </p>
      </div>
    </div>
  );
}
