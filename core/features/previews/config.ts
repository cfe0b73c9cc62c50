import { choice, section, text, toggle } from "../../platform/config/setting.js";

export const previewSettings = section("ServiceSettings", {
  RestrictLinkPreviews: text({
    default: "",
    title: "Sites without preview",
    help: "Domains whose links get no preview, separated by commas: example.org also stands for www.example.org.",
    maxLength: 4096,
  }),
});

export const imageProxySettings = section("ImageProxySettings", {
  Enable: toggle({
    default: true,
    title: "Image proxy",
    help: "Pictures of other sites are fetched by the server, so that those sites do not learn who looks at them.",
    client: "everyone",
    as: "HasImageProxy",
  }),
  ImageProxyType: choice({
    default: "local",
    choices: ["local", "atmos/camo"] as const,
    title: "Kind of image proxy",
    help: "This server itself, or a Camo server of your own.",
  }),
  RemoteImageProxyURL: text({
    forgets: ["RemoteImageProxyOptions"],
    default: "",
    title: "Address of the Camo server",
    help: "Such as https://camo.example.org.",
    pattern: "^https?://[^\\s]+$",
  }),
  RemoteImageProxyOptions: text({
    default: "",
    title: "Key of the Camo server",
    help: "The key it shares with this server (CAMO_KEY).",
    secret: true,
  }),
});

export const previewSettingsList = [...Object.values(previewSettings), ...Object.values(imageProxySettings)];
