import { OK } from "../../core/api/common.js";
import * as api from "../../core/api/ldap.js";
import type { Host } from "../../core/edition/contract.js";
import { badBody } from "../../core/platform/app-error.js";
import type { Caller } from "../../core/platform/http/caller.js";
import { system } from "../../core/platform/http/guards.js";
import { type Route, route } from "../../core/platform/http/route.js";
import type { Adoptions, Match } from "./adoption.js";
import type { IdMigration } from "./id-migration.js";

export function adoptionRoutes({ services }: Host, adoptions: Adoptions, ids: IdMigration): Route[] {
  const all = async (caller: Caller, ip: string, match: Match, dryRun = false) => {
    const result = await adoptions.all(caller.userId, match, dryRun);
    const extra = { match, moved: result.moved, left: result.left };
    if (!dryRun) await services.audits.record({ caller, ip, action: "ldap.adopt", extra });
    return result;
  };
  return [
    route(api.adoptLdapPeople, system("manage_system"), ({ body, caller, ip }) =>
      all(caller, ip, body.match, body.dry_run),
    ),
    route(api.migrateLdapIds, system("manage_system"), async ({ body, caller, ip }) => {
      await ids.run(body.toAttribute.trim(), caller, ip);
      return OK;
    }),
    route(api.migrateAuthToLdap, system("manage_system"), async ({ body, caller, ip }) => {
      if (body.from !== "email") throw badBody("from");
      await all(caller, ip, body.match_field);
      return OK;
    }),
  ];
}
