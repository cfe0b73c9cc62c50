import type { NotificationReason } from "../../../../core/api/push.js";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { call, errorText } from "../../lib/client.js";
import { openDialog } from "../../ui/overlay.js";

type Because = NotificationReason["desktop"]["because"];

const SENTENCES: Record<Because, string> = {
  mention: "it mentions you, by name or by one of your words.",
  everybody: "it mentions everybody in the channel.",
  direct: "it was written to you in a conversation.",
  thread: "it is a reply in a thread you follow.",
  all: "you want to be notified of every new message here.",
  own: "it is your own.",
  system: "it is about what happened to the channel.",
  muted: "you have muted the channel.",
  level_none: "you chose to be notified of nothing here.",
  not_for_them: "it does not mention you, and you want to be notified of mentions, conversations and threads only.",
  do_not_disturb: "you did not want to be disturbed.",
  active: "you were here.",
  not_a_member: "you are not a member of the channel.",
};

const WHEN: Record<string, string> = {
  online: "Your phone is notified always.",
  offline: "Your phone is notified only while you are offline.",
};

function phoneDetail({ sent, when, phone }: NotificationReason): string {
  if (sent > 0) return sent === 1 ? "It was sent to your phone." : `It was sent to ${sent} phones of yours.`;
  if (!phone.notifies) return "";
  return `It was not sent: you were here, had read it, or did not want to be disturbed. ${WHEN[when] ?? "Your phone is notified while you are away or offline."}`;
}

function browserDetail({ sent_to_browsers: sent, phone }: NotificationReason): string {
  if (sent > 0) return sent === 1 ? "It was sent to one of your browsers." : `It was sent to ${sent} of your browsers.`;
  return phone.notifies ? "It was not sent: you were here, had read it, or did not want to be disturbed." : "";
}

const lead = (place: string, way: NotificationReason["desktop"]) =>
  `${place}: ${way.notifies ? "this message notifies you, because" : "this message does not notify you, because"} ${SENTENCES[way.because]}`;

/** Tells why a message notified the person, or did not, by their settings as they are now. */
export async function whyNotified(postId: string): Promise<void> {
  let reason: NotificationReason;
  try {
    reason = await call<NotificationReason>("GET", `/courtyard/posts/${postId}/notification`);
  } catch (error) {
    return toast(errorText(error), { error: true });
  }
  openDialog((close) => (
    <Dialog
      title="Why was I notified?"
      size="small"
      onClose={close}
      footer={
        <Button kind="primary" data-autofocus onClick={close}>
          Close
        </Button>
      }
    >
      <div class="stack">
        <p>{lead("On the computer", reason.desktop)}</p>
        <p>
          {reason.phones === 0
            ? "On the phone: none of your phones asks for notifications of this server."
            : `${lead("On the phone", reason.phone)} ${phoneDetail(reason)}`}
        </p>
        {reason.browsers > 0 && (
          <p>
            {lead("In browsers while the app is closed", reason.phone)} {browserDetail(reason)}
          </p>
        )}
        <p class="small muted">
          By your settings as they are now. You find them under Settings, Notifications, and in the menu of the channel.
        </p>
      </div>
    </Dialog>
  ));
}
