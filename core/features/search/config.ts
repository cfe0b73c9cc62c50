import { number, section, toggle } from "../../platform/config/setting.js";

export const searchSettings = section("ServiceSettings", {
  EnablePostSearch: toggle({
    default: true,
    title: "Search messages",
    help: "People find messages by their words. Switched off, a search answers with an error.",
  }),
  EnableFileSearch: toggle({
    default: true,
    title: "Search files",
    help: "People find files by their names. Switched off, a search answers with an error.",
  }),
  SearchTimeoutSeconds: number({
    default: 8,
    min: 1,
    max: 60,
    unit: "seconds",
    title: "Longest search",
    help: "A search that takes the database longer is given up, and the person asked to narrow it down.",
  }),
});

export const searchSettingsList = Object.values(searchSettings);
