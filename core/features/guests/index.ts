export { guestSettingsList } from "./config.js";
export { guestRoutes } from "./routes.js";
export { type GuestDeps, Guests } from "./service.js";
