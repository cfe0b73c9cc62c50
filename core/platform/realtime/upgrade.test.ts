import { createServer, type IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import { listenForUpgrades } from "./upgrade.js";

/** A socket whose other end is gone by the time it is answered. */
const gone = () =>
  new Duplex({
    read() {},
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("write ECONNRESET"), { code: "ECONNRESET" })),
  });

describe("an upgrade that is refused", () => {
  for (const [what, url] of [
    ["because there is nothing at that path", "/elsewhere"],
    ["because it may not be", "/socket"],
  ] as const) {
    it(`${what}, when whoever asked is gone already, leaves the server alone`, async () => {
      const server = createServer();
      const stop = listenForUpgrades(server, "/socket", 1024, { decide: async () => 403 });
      const socket = gone();
      const closed = new Promise<void>((done) => socket.once("close", done));
      // Were the error heard by nobody, this would fail as an uncaught exception.
      server.emit("upgrade", { url } as IncomingMessage, socket, Buffer.alloc(0));
      await closed;
      stop();
    });
  }
});
