import { section, toggle } from "../../platform/config/setting.js";

export const privacySettings = section("ServiceSettings", {
  EnableAPIUserDeletion: toggle({
    default: false,
    title: "Programs erase people",
    help: "Programs of administrators may delete people for good with DELETE /users and permanent=true. It does what “Erase” does on the page of a person, with their messages, and leaves a receipt; but it does not ask for the name again.",
  }),
});

export const privacySettingsList = Object.values(privacySettings);
