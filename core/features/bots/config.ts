import { section, toggle } from "../../platform/config/setting.js";

export const botSettings = section("ServiceSettings", {
  EnableBotAccountCreation: toggle({
    default: true,
    title: "Bot accounts",
    help: "People with the permission can make accounts for programs. Off: no new ones; those that exist go on.",
    client: "members",
  }),
  DisableBotsWhenOwnerIsDeactivated: toggle({
    default: true,
    title: "Disable bots with their owner",
    help: "When somebody is deactivated, the bots they answer for stop. Off: the bots go on, and administrators are told that nobody answers for them.",
  }),
});

export const botSettingsList = Object.values(botSettings);
