import * as api from "../../api/search.js";
import { type Guard, signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Search } from "./service.js";

/** `inTeam` lets in those who may look into the team named in the path. */
export function searchRoutes(search: Search, inTeam: Guard): Route[] {
  return [
    route(api.searchTeamPosts, inTeam, ({ caller, params, body }) => search.posts(caller, params.team_id, body), {
      canWait: true,
    }),
    route(api.searchPosts, signedIn(), ({ caller, body }) => search.posts(caller, "", body), { canWait: true }),
    route(api.searchTeamFiles, inTeam, ({ caller, params, body }) => search.files(caller, params.team_id, body), {
      canWait: true,
    }),
    route(api.searchFiles, signedIn(), ({ caller, body }) => search.files(caller, "", body), { canWait: true }),
  ];
}
