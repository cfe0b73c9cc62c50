import type { ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconHash } from "../../../shared/ui/icons.js";
import { navigate } from "../../lib/navigation.js";
import { DrawerButton } from "./drawer-button.js";
import { joinPreviewed } from "./place.js";

/** A public channel one has not joined. */
export function PreviewView({ channel }: { channel: ServerChannel }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const join = async () => {
    setBusy(true);
    await joinPreviewed(channel);
    setBusy(false);
  };
  return (
    <>
      <header class="channel-head">
        <DrawerButton />
        <h1 class="channel-head__name">
          <IconHash />
          {channel.display_name}
        </h1>
      </header>
      <div class="empty">
        <IconHash size={40} />
        <h3>{channel.display_name}</h3>
        <p>{channel.purpose || "You are not in this channel yet."}</p>
        {!channel.delete_at && (
          <Button kind="primary" busy={busy} onClick={() => void join()}>
            Join channel
          </Button>
        )}
      </div>
    </>
  );
}

export function MissingView({ title, text }: { title: string; text: string }): JSX.Element {
  return (
    <>
      <header class="channel-head only-small">
        <DrawerButton />
      </header>
      <div class="empty" role="alert">
        <IconHash size={40} />
        <h1>{title}</h1>
        <p>{text}</p>
        <Button onClick={() => navigate("/")}>Go to your channels</Button>
      </div>
    </>
  );
}
