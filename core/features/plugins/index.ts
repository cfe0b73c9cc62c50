import * as api from "../../api/plugins.js";
import { AppError } from "../../platform/app-error.js";
import { anyone, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";

/** This server runs no plugins: lists that clients read at their start are empty, everything else says so. */
export function pluginRoutes(): Route[] {
  const reads = () => system("sysconsole_read_plugins", "manage_system");
  const writes = () => system("sysconsole_write_plugins", "manage_system");
  const refuse = () => {
    throw new AppError("app.plugin.disabled.app_error");
  };
  return [
    route(api.pluginsForWeb, anyone(), () => []),
    route(api.pluginStatuses, reads(), () => []),
    ...api.pluginReads.map((endpoint) => route(endpoint, reads(), refuse)),
    // Whatever is sent, nothing is read of it.
    ...api.pluginWrites.map((endpoint) => route(endpoint, writes(), refuse, { payload: "stream" })),
  ];
}
