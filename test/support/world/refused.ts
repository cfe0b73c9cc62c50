import { pluginReads, pluginWrites } from "../../../core/api/plugins.js";
import { nameOf } from "./calls.js";

/** Calls that are refused whoever makes them, and why. */
export const refused: Readonly<Record<string, string>> = {
  "POST /config/migrate": "settings are kept in one place",
  "GET /license/renewal": "there is no place to renew licences at",
  ...Object.fromEntries(
    [...pluginReads, ...pluginWrites].map((endpoint) => [nameOf({ endpoint }), "this server runs no plugins"]),
  ),
};
