import type { JSX } from "preact";
import { IconButton } from "../../../shared/ui/button.js";
import { IconChevronDown, IconClock, IconSend } from "../../../shared/ui/icons.js";
import { configFlag } from "../../lib/config.js";
import { MenuButton } from "../../ui/menu.js";
import { nearTime } from "../scheduled/long-time.js";
import { timeDialog } from "../scheduled/time-dialog.js";
import { sendingTimes } from "../scheduled/times.js";

const keepFocus = (event: PointerEvent) => event.preventDefault();

/** Sends the message, or leaves it with the server for a time (ms) of one's choice. */
export function SendButton({ ready, onLater }: { ready: boolean; onLater(at: number): void }): JSX.Element {
  const choose = async () => {
    const at = await timeDialog({ title: "When to send it", confirm: "Schedule" });
    if (at) onLater(at);
  };
  return (
    <>
      <IconButton
        type="submit"
        label="Send"
        class={`composer__send${ready ? " composer__send--ready" : ""}`}
        disabled={!ready}
        onPointerDown={keepFocus}
      >
        <IconSend />
      </IconButton>
      {configFlag("ScheduledPosts") && (
        <MenuButton
          label="Send later"
          side="top"
          align="end"
          items={() => [
            { heading: "Send later" },
            ...sendingTimes(Date.now()).map((time) => ({
              label: time.label,
              hint: nearTime(time.at),
              icon: <IconClock />,
              onSelect: () => onLater(time.at),
            })),
            { label: "Another time…", icon: <IconClock />, onSelect: () => void choose() },
          ]}
          button={(props) => (
            <IconButton small label="Send later" class="composer__later" disabled={!ready} {...props}>
              <IconChevronDown size={16} />
            </IconButton>
          )}
        />
      )}
    </>
  );
}
