import type { Post } from "@mattermost/types/posts";
import { signal } from "@preact/signals";
import { toast } from "../../../shared/lib/toast.js";
import { desktop } from "../../lib/desktop.js";
import { navigate } from "../../lib/navigation.js";
import { pane } from "../../lib/panes.js";
import { plainText } from "../../lib/plain-text.js";
import { permalinkUrl } from "../../lib/routes.js";
import { windowActive } from "../channels/reading.js";
import { channelsById, channelTitle, currentChannelId, isDirect, membershipsById } from "../channels/store.js";
import { currentTeam, teamsById } from "../teams/store.js";
import { displayName, me, myId, pictureUrl, presence, usersById } from "../users/store.js";
import { notifyByWorker } from "../web-push/notifications.js";
import { type Level, shouldNotify } from "./notify-rule.js";
import { playSound } from "./sound.js";

export interface Facts {
  mentioned: boolean;
  /** A reply in a thread one follows. */
  following: boolean;
  senderName: string;
  channelName: string;
  teamId: string;
}

function authorName(post: Post, facts: Facts): string {
  const sender = usersById.peek(post.user_id);
  return sender ? displayName(sender) : facts.senderName.replace(/^@/, "");
}

/** True if the person has this message before their eyes. */
function onScreen(post: Post): boolean {
  if (!windowActive.peek()) return false;
  const side = pane.peek();
  if (post.root_id) return side?.kind === "thread" && side.rootId === post.root_id;
  return currentChannelId.peek() === post.channel_id;
}

/** The newest message of others before the person's eyes, for screen readers. */
export const spoken = signal("");

/** Shows a notification for a live message if the person wants one. */
export function announce(post: Post, facts: Facts): void {
  const user = me.peek();
  const channel = channelsById.peek(post.channel_id);
  const member = membershipsById.peek(post.channel_id);
  if (!user || post.type.startsWith("system_")) return;
  const seen = onScreen(post);
  if (seen && post.user_id !== myId.peek())
    spoken.value = `${authorName(post, facts)}: ${plainText(post.message) || "sent a file"}`;
  const notify = shouldNotify({
    own: post.user_id === myId.peek() && post.props?.["from_webhook"] !== "true",
    onScreen: seen,
    mentioned: facts.mentioned,
    direct: channel ? isDirect(channel) : false,
    reply: post.root_id !== "",
    following: facts.following,
    muted: member?.notify_props?.mark_unread === "mention",
    doNotDisturb: ["dnd", "ooo"].includes(presence(user.id)),
    channelLevel: member?.notify_props?.desktop as Level | undefined,
    userLevel: user.notify_props?.desktop as Level | undefined,
    threadLevel: user.notify_props?.desktop_threads as Level | undefined,
  });
  if (!notify) return;
  show(titleOf(post, facts), post);
  if (user.notify_props?.desktop_sound !== "false") playSound();
}

function titleOf(post: Post, facts: Facts): string {
  const channel = channelsById.peek(post.channel_id);
  const where = channel && !isDirect(channel) ? ` in ${channelTitle(channel) || facts.channelName}` : "";
  return `${authorName(post, facts)}${where}`;
}

/**
 * Notifies of an urgent message again, for which the server still waits for an answer: also of one that is on the
 * screen. Where the browser may not show it, the page does.
 */
export function announceAgain(post: Post, facts: Pick<Facts, "senderName" | "channelName" | "teamId">): void {
  const user = me.peek();
  if (!user) return;
  const notify = shouldNotify({
    own: post.user_id === myId.peek(),
    onScreen: false,
    mentioned: true,
    direct: false,
    reply: false,
    following: false,
    // Whoever is called by name in something urgent is told in a muted channel, too.
    muted: false,
    doNotDisturb: ["dnd", "ooo"].includes(presence(user.id)),
    channelLevel: undefined,
    userLevel: user.notify_props?.desktop as Level | undefined,
    threadLevel: undefined,
  });
  if (!notify) return;
  const title = `Urgent: ${titleOf(post, { ...facts, mentioned: true, following: false })}`;
  if (!show(title, post, true) && !onScreen(post))
    toast(title, { action: { label: "Open", run: () => navigate(urlOf(post)) } });
  if (user.notify_props?.desktop_sound !== "false") playSound();
}

function urlOf(post: Post): string {
  const team = teamsById.peek(channelsById.peek(post.channel_id)?.team_id ?? "") ?? currentTeam.peek();
  return permalinkUrl(team?.name ?? "_redirect", post.id);
}

/** Shows a notification outside of the page, `again`: once more; says whether that was possible. */
function show(title: string, post: Post, again = false): boolean {
  const body = plainText(post.message) || "sent a file";
  const url = urlOf(post);
  const app = desktop();
  if (app?.sendNotification) {
    const teamId = channelsById.peek(post.channel_id)?.team_id || (currentTeam.peek()?.id ?? "");
    void app.sendNotification(title, body, post.channel_id, teamId, url, true, "");
    return true;
  }
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return false;
  const sender = usersById.peek(post.user_id);
  const icon = sender ? { icon: pictureUrl(sender) } : {};
  if (notifyByWorker(post, title, { body, silent: true, ...icon, url, again })) return true;
  try {
    // The same message again takes the place of its first notification, and is seen again.
    const options = { body, tag: post.id, renotify: true, silent: true, ...icon };
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      navigate(url);
      shown.close();
    };
    return true;
  } catch {
    // Some mobile browsers only allow notifications from a service worker.
    return false;
  }
}
