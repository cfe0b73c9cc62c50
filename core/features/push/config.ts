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
    help: "full: with the message. generic: who wrote in which channel. generic_no_channel: only who wrote. What is sent passes through the push proxy and the services of Apple or Google.",
  }),
});

export const pushSettingsList = Object.values(pushSettings);
