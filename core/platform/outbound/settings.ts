import { section, text } from "../config/setting.js";

export const outboundSettings = section("ServiceSettings", {
  AllowedUntrustedInternalConnections: text({
    default: "",
    title: "Allowed internal targets",
    help: "Link previews, the image proxy and integrations reach only the public internet. Name hosts, addresses or ranges (10.1.0.0/16) inside that they may reach too, separated by spaces.",
    maxLength: 4096,
  }),
});

export const outboundSettingsList = Object.values(outboundSettings);
