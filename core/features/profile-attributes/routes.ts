import { OK } from "../../api/common.js";
import * as api from "../../api/profile-attributes.js";
import { signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { selfOrManager } from "../users/index.js";
import type { ProfileAttributes } from "./service.js";

export function profileAttributeRoutes(attributes: ProfileAttributes): Route[] {
  const manages = system("manage_system");
  return [
    route(api.listProfileFields, signedIn(), () => attributes.fields()),
    route(api.createProfileField, manages, ({ caller, body }) => attributes.create(caller, body)),
    route(api.patchProfileField, manages, ({ caller, params, body }) =>
      attributes.patch(caller, params.field_id, body),
    ),
    route(api.deleteProfileField, manages, async ({ params }) => {
      await attributes.remove(params.field_id);
      return OK;
    }),
    route(api.setOwnProfileValues, signedIn(), ({ caller, body }) => attributes.setValues(caller, caller.userId, body)),
    route(api.getProfileValues, signedIn(), ({ caller, params }) => attributes.values(caller, params.user_id)),
    route(api.setProfileValues, selfOrManager(attributes.users), ({ caller, params, body }) =>
      attributes.setValues(caller, params.user_id, body),
    ),
  ];
}
