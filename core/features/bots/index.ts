export { botSettingsList } from "./config.js";
export { botRoutes } from "./routes.js";
export { type BotDeps, Bots } from "./service.js";
