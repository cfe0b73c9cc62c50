import { number, section } from "../../platform/config/setting.js";

export const statusSettings = section("TeamSettings", {
  UserStatusAwayTimeout: number({
    default: 300,
    min: 30,
    max: 86_400,
    unit: "seconds",
    title: "Away after",
    help: "People who do nothing for this long are shown as away.",
  }),
});

export const statusSettingsList = Object.values(statusSettings);
