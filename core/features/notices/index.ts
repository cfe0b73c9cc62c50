export { Notices } from "./notices.js";
export { noticeRoutes } from "./routes.js";
export { Unsubscribe } from "./unsubscribe.js";
