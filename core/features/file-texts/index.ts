export { fileTextSettingsList } from "./config.js";
export { FileTexts } from "./service.js";
export { textStore } from "./store.js";
