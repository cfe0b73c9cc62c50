import { manyPort } from "../ports.js";

/** Keys of `GET /config/client` that are no settings of their own; later ones win. */
export type ClientConfigPart = (signedIn: boolean) => Record<string, string>;

export const clientConfigParts = manyPort<ClientConfigPart>("client config");
