import * as api from "../../api/storage.js";
import { system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Storage } from "./service.js";

export function storageRoutes(storage: Storage): Route[] {
  return [
    route(api.getStorageUse, system("sysconsole_read_environment_file_storage", "manage_system"), () => storage.use()),
  ];
}
