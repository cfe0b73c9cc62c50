import * as api from "../../api/audits.js";
import { pageOf } from "../../api/common.js";
import { self, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Audits } from "./service.js";

export function auditRoutes(audits: Audits): Route[] {
  return [
    route(api.listAudits, system("read_audits"), ({ query }) => audits.list(pageOf(query))),
    route(api.listUserAudits, self("read_audits"), ({ params, query }) =>
      audits.list({ userId: params.user_id, ...pageOf(query) }),
    ),
  ];
}
