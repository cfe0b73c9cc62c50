export { AllowList, isPublic } from "./addresses.js";
export { Outbound, type OutboundAnswer, type OutboundRequest, type Resolve } from "./client.js";
export { OutboundError, type OutboundErrorCode } from "./errors.js";
export { outboundSettings, outboundSettingsList } from "./settings.js";
