import { section, toggle } from "../../platform/config/setting.js";

export const fileTextSettings = section("FileSettings", {
  ExtractContent: toggle({
    default: true,
    title: "Search inside files",
    help: "The text of documents (PDF, Office, OpenDocument, web pages, plain text) is read in the background, so that files are found by what they say.",
  }),
});

export const fileTextSettingsList = Object.values(fileTextSettings);
