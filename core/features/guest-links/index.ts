export { guestLinkRoutes } from "./routes.js";
export { GuestLinks, type GuestLinksDeps } from "./service.js";
