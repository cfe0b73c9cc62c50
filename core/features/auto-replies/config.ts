import { section, toggle } from "../../platform/config/setting.js";

export const autoReplySettings = section("TeamSettings", {
  ExperimentalEnableAutomaticReplies: toggle({
    default: true,
    title: "Automatic replies",
    help: "People who are out of office can have direct messages answered, once a day to each person.",
    client: "everyone",
  }),
});

export const autoReplySettingsList = Object.values(autoReplySettings);
