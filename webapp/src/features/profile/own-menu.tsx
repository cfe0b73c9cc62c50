import type { JSX } from "preact";
import { toast } from "../../../shared/lib/toast.js";
import {
  IconAt,
  IconBookmark,
  IconClock,
  IconEdit,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSmile,
} from "../../../shared/ui/icons.js";
import { client, errorText } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { drawerOpen, togglePane } from "../../lib/panes.js";
import { showHelp } from "../../shortcuts.js";
import { Avatar, Presence } from "../../ui/avatar.js";
import { MenuButton, type MenuEntry } from "../../ui/menu.js";
import { signOut } from "../login/session.js";
import { mayAdminister } from "../permissions/store.js";
import { customStatusOf, statusLine } from "../status/custom-status.js";
import {
  displayName,
  me,
  myId,
  type Presence as PresenceValue,
  presence,
  presenceWords,
  statusesById,
} from "../users/store.js";
import { openAwayDialog, openSettings, openStatusDialog } from "./open-settings.js";

const DND_HOURS = 1;

/** Sets one's own presence; a time (seconds since 1970) ends "do not disturb" by itself. */
async function setPresence(status: Exclude<PresenceValue, "ooo">, until = 0): Promise<void> {
  const before = statusesById.peek(myId.peek());
  const next = { user_id: myId.peek(), status, ...(until ? { dnd_end_time: until } : {}) };
  statusesById.set(myId.peek(), next);
  try {
    await client.updateStatus(next);
  } catch (error) {
    if (before) statusesById.set(myId.peek(), before);
    toast(errorText(error), { error: true });
  }
}

const inHours = (hours: number) => Math.round(Date.now() / 1000) + hours * 3600;

function tomorrowMorning(): number {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(8, 0, 0, 0);
  return Math.round(at.getTime() / 1000);
}

function entries(): MenuEntry[] {
  const now = presence(myId.peek());
  const own = me.peek();
  const status = own && customStatusOf(own);
  const choice = (value: Exclude<PresenceValue, "ooo">, label: string) => ({
    label,
    icon: <Presence value={value} />,
    checked: now === value,
    onSelect: () => void setPresence(value),
  });
  return [
    { heading: own ? displayName(own) : "" },
    configFlag("EnableCustomUserStatuses") && {
      label: status ? statusLine(status) : "Set a status…",
      icon: <IconSmile />,
      onSelect: openStatusDialog,
    },
    "separator",
    choice("online", "Online"),
    choice("away", "Away"),
    choice("dnd", "Do not disturb"),
    {
      label: "Do not disturb for an hour",
      icon: <IconMoon />,
      onSelect: () => void setPresence("dnd", inHours(DND_HOURS)),
    },
    {
      label: "Do not disturb until tomorrow",
      icon: <IconMoon />,
      onSelect: () => void setPresence("dnd", tomorrowMorning()),
    },
    configFlag("ExperimentalEnableAutomaticReplies") && {
      label: "Out of office…",
      icon: <Presence value="ooo" />,
      checked: now === "ooo",
      onSelect: openAwayDialog,
    },
    choice("offline", "Offline"),
    "separator",
    { label: "Mentions", icon: <IconAt />, onSelect: () => openSide("mentions") },
    { label: "Saved messages", icon: <IconBookmark />, onSelect: () => openSide("saved") },
    { label: "Drafts", icon: <IconEdit />, onSelect: () => openSide("drafts") },
    { label: "Scheduled and reminders", icon: <IconClock />, onSelect: () => openSide("later") },
    { label: "Settings", icon: <IconSettings />, onSelect: () => openSettings() },
    { label: "Keyboard shortcuts", icon: <IconKeyboard />, onSelect: showHelp },
    mayAdminister() && { label: "Admin console", icon: <IconSettings />, href: "/admin_console" },
    "separator",
    { label: "Sign out", icon: <IconLogout />, onSelect: () => void signOut() },
  ];
}

function openSide(kind: "mentions" | "saved" | "drafts" | "later"): void {
  drawerOpen.value = false;
  togglePane(kind);
}

/** One's own picture with presence; opens the menu of everything personal. */
export function OwnMenu(): JSX.Element {
  const own = me.value;
  return (
    <MenuButton
      label="Your account"
      align="end"
      items={entries}
      button={(props) => (
        <button type="button" class="own-button" {...props}>
          <span class="visually-hidden">{`Your account: ${displayName(own)}, ${presenceWords[presence(myId.value)].toLowerCase()}`}</span>
          <Avatar user={own} size={32} presence={presence(myId.value)} />
        </button>
      )}
    />
  );
}
