import { OK } from "../../api/common.js";
import * as api from "../../api/terms.js";
import { self, signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Terms } from "./service.js";

export function termsRoutes(terms: Terms): Route[] {
  return [
    route(api.getTermsOfService, signedIn(), () => terms.current()),
    route(
      api.createTermsOfService,
      system("sysconsole_write_compliance_custom_terms_of_service", "manage_system"),
      ({ caller, body, ip }) => terms.create(caller, body.text, ip),
    ),
    route(api.getUserTermsOfService, self(), ({ params }) => terms.of(params.user_id)),
    // Nobody accepts anything for somebody else.
    route(api.answerTermsOfService, self(null), async ({ caller, body, ip }) => {
      await terms.answer(caller, body.termsOfServiceId, String(body.accepted) === "true", ip);
      return OK;
    }),
  ];
}
