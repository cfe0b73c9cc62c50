import assert from "node:assert/strict";
import { partsOf } from "./routes.js";

describe("addresses of the console", () => {
  it("are read part by part", () => {
    assert.deepEqual(partsOf("/admin_console"), []);
    assert.deepEqual(partsOf("/admin_console/users/abc/"), ["users", "abc"]);
    assert.deepEqual(partsOf("/admin_console/users/%E0%A4%A"), ["users", "%E0%A4%A"]);
  });

  it("lead an administrator to no other call of the API", () => {
    for (const part of ["..%2F..%2Fconfig", "..%5Cconfig", "%2e%2e", "a%3Fb", "a%23b", "%2F"])
      assert.deepEqual(partsOf(`/admin_console/users/${part}`), ["unknown"], part);
  });
});
