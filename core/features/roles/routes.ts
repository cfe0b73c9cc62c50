import { withAncillary } from "../../api/permissions.js";
import * as api from "../../api/roles.js";
import { notFound } from "../../platform/app-error.js";
import { signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Roles } from "./service.js";

export function roleRoutes(roles: Roles): Route[] {
  return [
    route(api.listRoles, system("manage_system"), () => roles.all()),
    route(api.getRolesByNames, signedIn(), ({ body }) => roles.named(body.map((name) => name.trim()))),
    route(api.getRole, signedIn(), ({ params }) => roles.byId(params.role_id)),
    route(api.getAncillary, signedIn(), ({ query }) =>
      withAncillary((query.subsection_permissions ?? "").split(",").filter(Boolean)),
    ),
    route(api.getAncillaryOf, signedIn(), ({ body }) => withAncillary(body)),
    route(api.getRoleByName, signedIn(), async ({ params }) => {
      const [role] = await roles.named([params.role_name]);
      if (!role) throw notFound("role");
      return role;
    }),
    route(api.patchRole, system("manage_system"), ({ params, body }) =>
      roles.setPermissions(params.role_id, body.permissions),
    ),
  ];
}
