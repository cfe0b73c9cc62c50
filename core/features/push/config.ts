import { choice, section, text, toggle } from "../../platform/config/setting.js";

export const pushSettings = section("EmailSettings", {
  SendPushNotifications: toggle({
    default: false,
    title: "Push notifications",
    help: "Phones are notified through a push proxy, whose address is needed below.",
  }),
  PushNotificationServer: text({
    default: "",
    title: "Push proxy",
    help: "Address of the push proxy, such as https://push.example.org. One inside your network must be named among the allowed internal targets, too.",
    pattern: "^https?://[^\\s]+$",
    maxLength: 1024,
  }),
  PushNotificationContents: choice({
    default: "full",
    choices: ["full", "generic", "generic_no_channel"] as const,
    title: "Contents of push notifications",
    help: "full: with the message. generic: who wrote in which channel. generic_no_channel: only who wrote. What is sent to phones passes through the push proxy and the services of Apple or Google; to browsers it goes encrypted.",
  }),
});

export const webPushSettings = section("CourtyardPushSettings", {
  EnableWebPush: toggle({
    default: true,
    title: "Notify browsers while the app is closed",
    help: "People can switch it on for each of their browsers, and for the installed web app on phones. Messages go encrypted through the push service of whoever made the browser, which learns that a device got something, and not what. The server has to reach these services on the internet.",
    client: "members",
  }),
});

export const pushSettingsList = [...Object.values(pushSettings), ...Object.values(webPushSettings)];
