import type { JSX } from "preact";
import { IconButton } from "../../../shared/ui/button.js";
import { IconBell, IconCheck, IconClose, IconFlag } from "../../../shared/ui/icons.js";
import { configFlag } from "../../lib/config.js";
import { MenuButton } from "../../ui/menu.js";
import { mayRepeat, repeatRhythm } from "../urgent/store.js";
import type { Priority } from "./drafts.js";

const LEVELS: ReadonlyArray<[Priority["priority"], string]> = [
  ["", "Standard"],
  ["important", "Important"],
  ["urgent", "Urgent"],
];

interface Props {
  value: Priority | undefined;
  onValue(value: Priority | undefined): void;
}

const NONE: Priority = { priority: "" };

function tidy(value: Priority): Priority | undefined {
  // Only what is urgent is repeated.
  const { persistent_notifications: repeated, ...rest } = value;
  if (!rest.priority && !rest.requested_ack) return undefined;
  return repeated && rest.priority === "urgent" ? value : rest;
}

/** Chooses how urgent the message is, and whether to ask for acknowledgement. */
export function PriorityButton({ value = NONE, onValue }: Props): JSX.Element | null {
  if (!configFlag("PostPriority")) return null;
  return (
    <MenuButton
      label="Priority"
      side="top"
      items={() => [
        { heading: "Priority" },
        ...LEVELS.map(([level, label]) => ({
          label,
          checked: value.priority === level,
          onSelect: () => onValue(tidy({ ...value, priority: level })),
        })),
        "separator" as const,
        {
          label: value.requested_ack ? "Do not ask for acknowledgement" : "Ask for acknowledgement",
          icon: <IconCheck />,
          onSelect: () => onValue(tidy({ ...value, requested_ack: !value.requested_ack })),
        },
        mayRepeat() && {
          label: value.persistent_notifications ? "Notify only once" : "Notify until they answer",
          icon: <IconBell />,
          hint: value.priority === "urgent" ? undefined : "urgent only",
          disabled: value.priority !== "urgent",
          onSelect: () => onValue(tidy({ ...value, persistent_notifications: !value.persistent_notifications })),
        },
      ]}
      button={(props) => (
        <IconButton small label="Priority" {...props}>
          <IconFlag />
        </IconButton>
      )}
    />
  );
}

/** What was chosen, above the text. */
export function PriorityLine({ value, onValue }: Props): JSX.Element | null {
  if (!value) return null;
  const label = LEVELS.find(([level]) => level === value.priority)?.[1];
  return (
    <div class="composer__priority">
      {value.priority && <span class={`tag post__priority post__priority--${value.priority}`}>{label}</span>}
      {value.requested_ack && (
        <span class="ack__state">
          <IconCheck size={14} />
          Asks for acknowledgement
        </span>
      )}
      {value.persistent_notifications && (
        <span class="ack__state">
          <IconBell size={14} />
          Notifies those it mentions {repeatRhythm()}, until they answer
        </span>
      )}
      <IconButton small label="Remove the priority" onClick={() => onValue(undefined)}>
        <IconClose size={14} />
      </IconButton>
    </div>
  );
}
