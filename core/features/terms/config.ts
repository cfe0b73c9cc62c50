import { number, section, toggle } from "../../platform/config/setting.js";

export const termsSettings = section("SupportSettings", {
  CustomTermsOfServiceEnabled: toggle({
    default: false,
    title: "Own terms of service",
    help: "Everybody has to accept the terms written here before they can go on, except bots. Until then the server refuses their calls.",
    client: "everyone",
    as: "EnableCustomTermsOfService",
  }),
  CustomTermsOfServiceReAcceptancePeriod: number({
    default: 365,
    min: 1,
    max: 36_500,
    unit: "days",
    title: "Ask again after",
    help: "People are asked to accept the terms again when this time has passed.",
    client: "everyone",
  }),
});

export const termsSettingsList = Object.values(termsSettings);
