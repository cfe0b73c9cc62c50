export { Hub } from "./hub.js";
export type {
  ActionContext,
  ActionHandler,
  ActionOptions,
  Audience,
  Broadcast,
  HubOptions,
  HubPorts,
  HubStats,
  Outgoing,
  Principal,
  Relay,
  SerializedOutgoing,
  UserFilter,
} from "./types.js";
