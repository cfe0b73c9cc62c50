export { accountRoutes } from "./routes.js";
export { Accounts } from "./service.js";
export { SignInSwitches } from "./switch.js";
