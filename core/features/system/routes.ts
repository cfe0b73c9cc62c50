import { OK } from "../../api/common.js";
import * as api from "../../api/system.js";
import { anyone, signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { System } from "./service.js";

export function systemRoutes(system: System): Route[] {
  return [
    route(api.ping, anyone(), async (call) => {
      const answer: Record<string, string> = {
        status: "OK",
        ActiveSearchBackend: "database",
        AndroidLatestVersion: "",
        AndroidMinVersion: "",
        IosLatestVersion: "",
        IosMinVersion: "",
      };
      if (call.query.device_id) answer.CanReceiveNotifications = await system.canNotify(call.query.device_id);
      if (call.query.get_server_status !== "true") return answer;
      const health = await system.health();
      const healthy = Object.values(health).every((value) => value === "OK");
      Object.assign(answer, health, { status: healthy ? "OK" : "UNHEALTHY" });
      Object.assign(call.headers, health);
      if (healthy || call.query.use_rest_semantics === "true") return answer;
      const response = call.respond(JSON.stringify(answer)).type("application/json").code(500);
      response.charset("");
      return response;
    }),
    route(api.clientConfig, anyone(), ({ who }) => system.clientConfig(who !== null)),
    route(api.clientLicense, anyone(), ({ who }) =>
      system.license.forClients(who?.permissions.has("read_license_information") ?? false),
    ),
    route(api.clientPerformance, signedIn(), () => OK),
    route(api.timezones, signedIn(), () => Intl.supportedValuesOf("timeZone")),
  ];
}
