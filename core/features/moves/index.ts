export { moveRoutes } from "./routes.js";
export { Moves } from "./service.js";
export { ThreadMoves } from "./threads.js";
