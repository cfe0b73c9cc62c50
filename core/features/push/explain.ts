import type { NotificationReason } from "../../api/push.js";
import type { Platform } from "../../platform/platform.js";
import type { PostAccess } from "../posts/index.js";
import { siteSettings } from "../system/index.js";
import { webPushSettings } from "./config.js";
import { type Circumstances, pushQueries as queries } from "./queries.js";
import { decide, type PushFacts } from "./rule.js";

/** Settings for the computer under the names the rule knows those for the phone by. */
const asDesktop = (props: Record<string, string>) => ({
  ...props,
  push: props.desktop ?? "",
  push_threads: props.desktop_threads ?? "",
});

/**
 * Why a message notified somebody, or why not, by the rule and their settings as they are now. Whether they were there
 * when it came is not kept, so that counts for neither; what went to their phones and browsers is.
 */
export async function explain(
  platform: Platform,
  userId: string,
  { post, access }: PostAccess,
): Promise<NotificationReason> {
  const { db, config } = platform;
  const found = await queries.circumstances(db, userId, post.id, Date.now());
  const { type } = access.channel;
  const large =
    found?.everybody &&
    (await queries.members(db, post.channel_id)) > config.get(siteSettings.MaxNotificationsPerChannel);
  const facts = (one: Circumstances): PushFacts => ({
    own: post.user_id === userId && post.props.from_webhook !== "true",
    system: post.type.startsWith("system_"),
    reply: post.root_id !== "",
    mentioned: one.mentioned,
    everybody: one.everybody && !large,
    direct: type === "D" || type === "G",
    following: one.following,
    status: "offline",
    person: one.person,
    channel: one.channel,
  });
  if (!found)
    return {
      desktop: { notifies: false, because: "not_a_member" },
      phone: { notifies: false, because: "not_a_member" },
      phones: 0,
      sent: 0,
      browsers: 0,
      sent_to_browsers: 0,
      when: "",
    };
  const phone = decide(facts(found));
  const desktop = decide({ ...facts(found), person: asDesktop(found.person), channel: asDesktop(found.channel) });
  return {
    desktop: { notifies: desktop.push, because: desktop.because },
    phone: { notifies: phone.push, because: phone.because },
    phones: found.phones,
    sent: found.sent,
    browsers: config.get(webPushSettings.EnableWebPush) ? found.browsers : 0,
    sent_to_browsers: found.sent_to_browsers,
    when: found.person.push_status ?? "away",
  };
}
