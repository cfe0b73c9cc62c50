import assert from "node:assert/strict";
import { networkOf, Proxies } from "./addresses.js";

describe("the address of a client", () => {
  const proxies = new Proxies(["127.0.0.1", "10.1.0.0/16", "2001:db8::1", "X-Forwarded-For"]);

  it("is the one that connects, whatever it says, unless a listed proxy says it", () => {
    assert.equal(proxies.clientOf("203.0.113.5", "198.51.100.1"), "203.0.113.5");
    assert.equal(proxies.clientOf("127.0.0.1", "198.51.100.1"), "198.51.100.1");
    assert.equal(proxies.clientOf("::ffff:127.0.0.1", "198.51.100.1"), "198.51.100.1");
    assert.equal(proxies.clientOf("10.1.200.3", "198.51.100.1"), "198.51.100.1");
    assert.equal(proxies.clientOf("10.2.0.1", "198.51.100.1"), "10.2.0.1");
    assert.equal(proxies.clientOf("2001:db8::1", "2001:db8:5::9"), "2001:db8:5::9");
  });

  it("is what the nearest proxies add, not what the client put before it", () => {
    assert.equal(proxies.clientOf("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.1.0.7"), "198.51.100.1");
    assert.equal(proxies.clientOf("127.0.0.1", "1.1.1.1, <script>"), "127.0.0.1");
    assert.equal(proxies.clientOf("127.0.0.1", ""), "127.0.0.1");
    assert.equal(proxies.clientOf("127.0.0.1", "10.1.0.7"), "127.0.0.1");
  });

  it("counts as one with its network of 64 bits", () => {
    assert.equal(networkOf("2001:db8:1:2:3:4:5:6"), networkOf("2001:db8:1:2:ffff::1"));
    assert.notEqual(networkOf("2001:db8:1:2::1"), networkOf("2001:db8:1:3::1"));
    assert.equal(networkOf("::ffff:192.0.2.1"), "192.0.2.1");
    assert.equal(networkOf("192.0.2.1"), "192.0.2.1");
    assert.equal(networkOf("local"), "local");
  });
});
