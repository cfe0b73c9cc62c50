import { settingsBody } from "../support/fuzz.js";
import { fuzzCalls, fuzzCases } from "../support/fuzz-suite.js";
import { aWorld } from "../support/world/world.js";

describe("fuzz", () => {
  fuzzCalls({
    cases: fuzzCases(2_000),
    makeWorld: () => aWorld(),
    routesOf: ({ server }) => server.app.http.routes,
    bodyOf: ({ endpoint }) => (/\/config(\/patch)?$/.test(endpoint.path) ? settingsBody : undefined),
  });
});
