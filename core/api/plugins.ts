import { Type } from "@sinclair/typebox";
import { API, StatusOk } from "./common.js";
import { endpoint, type Method } from "./endpoint.js";

const plugins = `${API}/plugins` as const;

export const pluginsForWeb = endpoint({
  method: "GET",
  path: `${plugins}/webapp`,
  reply: Type.Array(Type.Unknown()),
  summary: "Plugins of the web app: none.",
});
export const pluginStatuses = endpoint({
  method: "GET",
  path: `${plugins}/statuses`,
  reply: Type.Array(Type.Unknown()),
  summary: "States of the plugins: there are none.",
});

const refused = <P extends string>(method: Method, path: P) =>
  endpoint({ method, path, reply: StatusOk, summary: "Refused: this server runs no plugins." });

/** What would read, change or install plugins. */
export const pluginReads = [
  refused("GET", plugins),
  refused("GET", `${plugins}/marketplace`),
  refused("GET", `${plugins}/marketplace/first_admin_visit`),
];
export const pluginWrites = [
  refused("POST", plugins),
  refused("POST", `${plugins}/install_from_url`),
  refused("POST", `${plugins}/marketplace`),
  refused("POST", `${plugins}/marketplace/first_admin_visit`),
  refused("POST", `${plugins}/reattach`),
  refused("DELETE", `${plugins}/{plugin_id}`),
  refused("POST", `${plugins}/{plugin_id}/enable`),
  refused("POST", `${plugins}/{plugin_id}/disable`),
  refused("POST", `${plugins}/{plugin_id}/detach`),
];
