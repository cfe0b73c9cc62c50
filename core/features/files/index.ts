export { presentFile } from "./present.js";
export { PublicLinks } from "./public-links.js";
export { fileRoutes } from "./routes.js";
export { Files } from "./service.js";
export type { FileRow } from "./store.js";
export { Uploads } from "./uploads.js";
