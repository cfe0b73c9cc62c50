export { previewSettingsList } from "./config.js";
export { ImageProxy } from "./image-proxy.js";
export { previewRoutes } from "./routes.js";
export { Previews } from "./service.js";
