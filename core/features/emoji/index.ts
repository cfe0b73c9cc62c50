export { emojiRoutes } from "./routes.js";
export { CustomEmoji } from "./service.js";
export { isSystemEmoji } from "./system.js";
