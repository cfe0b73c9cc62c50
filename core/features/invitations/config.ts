import { section, toggle } from "../../platform/config/setting.js";

export const invitationSettings = section("ServiceSettings", {
  EnableEmailInvitations: toggle({
    default: true,
    title: "Invitations by e-mail",
    help: "People who may invite others to a team can have the invitation mailed.",
    client: "everyone",
  }),
});

export const invitationSettingsList = Object.values(invitationSettings);
