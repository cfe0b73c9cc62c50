import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/terms.js";
import { self, signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Terms } from "./service.js";

const readsTerms = () => system("sysconsole_read_compliance_custom_terms_of_service", "manage_system");

export function termsRoutes(terms: Terms): Route[] {
  return [
    route(api.getTermsOfService, signedIn(), () => terms.current()),
    route(
      api.createTermsOfService,
      system("sysconsole_write_compliance_custom_terms_of_service", "manage_system"),
      ({ caller, body, ip }) => terms.create(caller, body.text, ip),
    ),
    route(api.getUserTermsOfService, self("edit_other_users"), ({ params }) => terms.of(params.user_id)),
    route(api.listTermsAcceptances, readsTerms(), ({ query }) => terms.acceptances(query.state ?? "", pageOf(query))),
    route(api.exportTermsAcceptances, readsTerms(), async (call) => {
      await terms.audits.record({ caller: call.caller, ip: call.ip, action: "terms_of_service.export" });
      const day = new Date().toISOString().slice(0, 10);
      return call
        .respond(await terms.acceptancesTable())
        .type("text/csv; charset=utf-8")
        .header("Content-Disposition", `attachment; filename="terms-of-service-${day}.csv"`)
        .header("Cache-Control", "no-store");
    }),
    // Nobody accepts anything for somebody else.
    route(api.answerTermsOfService, self(), async ({ caller, body, ip }) => {
      await terms.answer(caller, body.termsOfServiceId, String(body.accepted) === "true", ip);
      return OK;
    }),
  ];
}
