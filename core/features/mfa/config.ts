import { section, toggle } from "../../platform/config/setting.js";

export const mfaSettings = section("ServiceSettings", {
  EnableMultifactorAuthentication: toggle({
    default: true,
    title: "Multi-factor authentication",
    help: "People can protect their account with a code of an authenticator app.",
    client: "everyone",
  }),
  EnforceMultifactorAuthentication: toggle({
    default: false,
    title: "Everybody needs a second factor",
    help: "People who sign in with a password must set up an authenticator app before they can do anything else, by their access tokens neither. Bots need none.",
    client: "everyone",
  }),
});

export const mfaSettingsList = Object.values(mfaSettings);
