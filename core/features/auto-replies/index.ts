export { autoReplySettingsList } from "./config.js";
export { AutoReplies } from "./service.js";
