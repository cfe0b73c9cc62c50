import type { ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { Tabs } from "../../ui/tabs.js";
import { TextArea } from "../../ui/text-area.js";
import { mayInChannel, mayWithChannel } from "../permissions/store.js";
import { patchChannel, setNotifyProps } from "./actions.js";
import type { SettingsTab } from "./dialogs.js";
import { ModerationTab } from "./moderation-tab.js";
import { channelsById, channelTitle, isDirect, membershipsById } from "./store.js";
import "../../styles/dialogs.css";

export function ChannelSettingsDialog({
  channelId,
  tab,
  onClose,
}: {
  channelId: string;
  tab: SettingsTab;
  onClose(): void;
}): JSX.Element | null {
  const [shown, setShown] = useState<SettingsTab>(tab);
  const channel = channelsById.get(channelId);
  if (!channel) return null;
  const administers =
    !isDirect(channel) &&
    !channel.delete_at &&
    ["manage_channel_roles", "convert_public_channel_to_private", "convert_private_channel_to_public"].some((one) =>
      mayInChannel(one, channelId),
    );
  return (
    <Dialog title={channelTitle(channel)} onClose={onClose}>
      <div class="stack">
        <Tabs
          label="Channel settings"
          value={shown}
          onSelect={(id) => setShown(id)}
          tabs={[
            { id: "about", label: "About" },
            { id: "notifications", label: "Notifications" },
            ...(administers ? [{ id: "permissions" as const, label: "Permissions" }] : []),
          ]}
        />
        {shown === "about" && <About channel={channel} onClose={onClose} />}
        {shown === "notifications" && <Notifications channelId={channelId} />}
        {shown === "permissions" && <ModerationTab channel={channel} />}
      </div>
    </Dialog>
  );
}

function About({ channel, onClose }: { channel: ServerChannel; onClose(): void }): JSX.Element {
  const [title, setTitle] = useState(channel.display_name);
  const [purpose, setPurpose] = useState(channel.purpose);
  const [header, setHeader] = useState(channel.header);
  const [busy, setBusy] = useState(false);
  const direct = isDirect(channel);
  const mayChange = mayWithChannel("manage_{}_channel_properties", channel.id);
  const save = async (event: Event) => {
    event.preventDefault();
    const change: Partial<ServerChannel> = {};
    if (!direct && title.trim() !== channel.display_name) change.display_name = title.trim();
    if (!direct && purpose !== channel.purpose) change.purpose = purpose;
    if (header !== channel.header) change.header = header;
    if (Object.keys(change).length === 0) return onClose();
    setBusy(true);
    const done = await patchChannel(channel.id, change);
    setBusy(false);
    if (done) {
      toast("Saved");
      onClose();
    }
  };
  return (
    <form class="stack" onSubmit={save}>
      {!direct && <TextField label="Name" maxLength={64} value={title} onValue={setTitle} disabled={!mayChange} />}
      {!direct && (
        <TextArea
          label="Purpose"
          maxLength={250}
          rows={2}
          disabled={!mayChange}
          value={purpose}
          onValue={setPurpose}
          hint="Shown where people browse channels."
        />
      )}
      <TextArea
        label="Header"
        maxLength={1024}
        rows={3}
        disabled={!mayChange}
        value={header}
        onValue={setHeader}
        hint="Shown beside the name. Markdown and links work."
      />
      {mayChange ? (
        <div class="settings__actions">
          <Button kind="primary" type="submit" busy={busy} disabled={!direct && !title.trim()}>
            Save
          </Button>
        </div>
      ) : (
        <p class="muted small">Only those who manage this channel can change this.</p>
      )}
    </form>
  );
}

const LEVELS = [
  ["default", "As in my settings"],
  ["all", "Every new message"],
  ["mention", "Mentions and direct messages only"],
  ["none", "Nothing"],
] as const;

function Notifications({ channelId }: { channelId: string }): JSX.Element {
  const props = membershipsById.get(channelId)?.notify_props ?? {};
  const muted = props.mark_unread === "mention";
  return (
    <div class="stack">
      <label class="switch">
        <input
          type="checkbox"
          checked={muted}
          onChange={(event) =>
            void setNotifyProps(channelId, { mark_unread: event.currentTarget.checked ? "mention" : "all" })
          }
        />
        <span>
          Mute this channel
          <br />
          <small class="muted">It is dimmed in the sidebar and never bold. Mentions still count.</small>
        </span>
      </label>
      <label class="switch">
        <input
          type="checkbox"
          checked={props.ignore_channel_mentions === "on"}
          onChange={(event) =>
            void setNotifyProps(channelId, { ignore_channel_mentions: event.currentTarget.checked ? "on" : "off" })
          }
        />
        <span>Ignore @channel, @all and @here</span>
      </label>
      <label class="switch">
        <input
          type="checkbox"
          checked={props.channel_auto_follow_threads === "on"}
          onChange={(event) =>
            void setNotifyProps(channelId, { channel_auto_follow_threads: event.currentTarget.checked ? "on" : "off" })
          }
        />
        <span>
          Follow all threads
          <br />
          <small class="muted">New replies here appear in your threads, but for threads you stop following.</small>
        </span>
      </label>
      <fieldset class="settings__group" disabled={muted}>
        <legend>Desktop notifications</legend>
        {LEVELS.map(([value, label]) => (
          <label key={value} class="choice">
            <input
              type="radio"
              name="desktop"
              checked={(props.desktop ?? "default") === value}
              onChange={() => void setNotifyProps(channelId, { desktop: value })}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <fieldset class="settings__group" disabled={muted}>
        <legend>On the phone</legend>
        {LEVELS.map(([value, label]) => (
          <label key={value} class="choice">
            <input
              type="radio"
              name="push"
              checked={(props.push ?? "default") === value}
              onChange={() => void setNotifyProps(channelId, { push: value })}
            />
            {label}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
