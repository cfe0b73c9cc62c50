import type { JSX } from "preact";
import { Dialog } from "../../../shared/ui/dialog.js";
import "../../styles/dialogs.css";

const mac = /mac|iphone|ipad/i.test(navigator.platform);
const ctrl = mac ? "⌘" : "Ctrl";
const alt = mac ? "⌥" : "Alt";

const GROUPS: ReadonlyArray<{ title: string; rows: ReadonlyArray<readonly [string, readonly string[]]> }> = [
  {
    title: "Getting around",
    rows: [
      ["Go to a channel or person", [ctrl, "K"]],
      ["New message", [ctrl, "Shift", "K"]],
      ["Channel above or below", [alt, "↑ ↓"]],
      ["Unread channel above or below", [alt, "Shift", "↑ ↓"]],
      ["Move the channel or category in focus", [ctrl, "Shift", "↑ ↓"]],
      ["Show unread only", [ctrl, "Shift", "U"]],
      ["Search", [ctrl, "Shift", "F"]],
      ["Close the pane", ["Esc"]],
      ["Mark the channel read", ["Shift", "Esc"]],
    ],
  },
  {
    title: "Messages",
    rows: [
      ["Send", ["Enter"]],
      ["New line", ["Shift", "Enter"]],
      ["Edit your last message", ["↑"]],
      ["Bold, italic, link", [ctrl, "B I K"]],
      ["Write a message", [ctrl, "Shift", "L"]],
    ],
  },
  {
    title: "Panes",
    rows: [
      ["Mentions of you", [ctrl, "Shift", "M"]],
      ["About the channel", [ctrl, "Shift", "I"]],
      ["Settings", [ctrl, "Shift", "A"]],
      ["This help", [ctrl, "/"]],
    ],
  },
];

export function HelpDialog({ onClose }: { onClose(): void }): JSX.Element {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      {/* With the focus here the arrow keys scroll. */}
      <div class="shortcuts" role="region" aria-label="Keyboard shortcuts" tabIndex={0} data-autofocus>
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.rows.map(([what, keys]) => [
                <dt key={what}>{what}</dt>,
                <dd key={`${what} keys`}>
                  {keys.map((key) => (
                    <kbd key={key} class="kbd">
                      {key}
                    </kbd>
                  ))}
                </dd>,
              ])}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
