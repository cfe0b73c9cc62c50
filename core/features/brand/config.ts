import { section, text, toggle } from "../../platform/config/setting.js";

export const brandSettings = section("TeamSettings", {
  EnableCustomBrand: toggle({
    default: false,
    title: "Own picture and text",
    help: "The pages before sign-in show the picture and the text below instead of those of the product.",
    client: "everyone",
  }),
  CustomBrandText: text({
    default: "",
    title: "Own text",
    help: "Shown beside the sign-in form, with Markdown: who runs this server, where to get help.",
    client: "everyone",
    maxLength: 500,
    multiline: true,
  }),
});

export const brandSettingsList = Object.values(brandSettings);
