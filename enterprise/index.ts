import type { EditionModule } from "../core/edition/contract.js";
import { makeGroups } from "./groups/index.js";
import { makeLdap } from "./ldap/index.js";
import "../core/features/services.js";

/** The Enterprise Edition: everything a licence can name, by the names of `core/edition/features.ts`. */
export const edition: EditionModule = {
  // The interface this was written for; a number of its own, so that a mismatch is noticed.
  coreApi: 1,
  capabilities: { groups: makeGroups(), ldap: makeLdap() },
};
