export { invitationSettingsList } from "./config.js";
export { Invitations, type InvitationsDeps } from "./invitations.js";
export { invitationRoutes } from "./routes.js";
