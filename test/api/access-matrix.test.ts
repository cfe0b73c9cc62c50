import { checkMatrix } from "../support/world/matrix-suite.js";
import { refused } from "../support/world/refused.js";
import { aWorld } from "../support/world/world.js";

describe("who may call what", () => {
  checkMatrix({
    file: new URL("./access-matrix.md", import.meta.url),
    makeWorld: () => aWorld(),
    routesOf: ({ server }) => server.app.http.routes,
    tellApart: {
      "GET /teams/name/{team_name}/exists": "whoever may make teams learns of taken addresses when making one",
      "GET /files/{file_id}/public": "the hash in the address is the key",
    },
    mayTell: {
      "GET /teams/invite/{invite_id}": "the invitation is the key",
      "POST /teams/members/invite": "the invitation is the key",
      "GET /emoji": "an emoji names its maker by id, also to guests",
      "POST /emoji/search": "as above",
      "GET /emoji/autocomplete": "as above",
      "POST /users/login": "whoever has the password is told about themselves",
      "POST /users/login/one_time_link": "whoever has the link is told about themselves",
    },
    // Calls that no one may make on direct messages, one that needs a service the Team Edition has not, one that makes
    // public channels private, and those this server always refuses.
    neverWork: [
      ...Object.keys(refused).map((name) => `${name} (private)`),
      // Through the local socket only.
      "DELETE /users (private)",
      "POST /channels/{channel_id}/convert (private)",
      "POST /channels/{channel_id}/convert (direct)",
      "POST /users/login/switch (private)",
      "PUT /channels/{channel_id}/privacy (direct)",
      "DELETE /channels/{channel_id} (direct)",
      "POST /channels/{channel_id}/restore (direct)",
      "PUT /channels/{channel_id}/moderations/patch (direct)",
      "PUT /channels/{channel_id}/scheme (direct)",
      "POST /channels/{channel_id}/move (direct)",
      "POST /channels/{channel_id}/members (direct)",
      "DELETE /channels/{channel_id}/members/{user_id} (direct)",
    ],
    mostPublic: 35,
  });
});
