import { number, section, toggle } from "../../platform/config/setting.js";

export const accessTokenSettings = section("ServiceSettings", {
  EnableUserAccessTokens: toggle({
    default: true,
    title: "Personal access tokens",
    help: "People with the permission can make tokens with which programs act for them. Off: existing tokens stop working, but for those of bots.",
    client: "members",
  }),
  MaximumUserAccessTokenDays: number({
    default: 0,
    min: 0,
    max: 3650,
    unit: "days",
    title: "Longest life of an access token",
    help: "New tokens must expire within this time. 0: they may live for ever.",
    client: "members",
    as: "MaximumPersonalAccessTokenLifetimeDays",
  }),
});

export const accessTokenSettingsList = Object.values(accessTokenSettings);
