import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { JobPool } from "./queue.js";

/** One message of PostgreSQL's protocol, version 3: a letter, the length, the fields. */
function message(letter: string, fields: string | Buffer = ""): Buffer {
  const body = Buffer.from(fields);
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const READY = message("Z", "I");
const DYING = message("E", "SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0");

/** A database that answers the first statement and dies in the same breath. */
function dyingDatabase(socket: Socket): void {
  socket.on("error", () => undefined);
  socket.once("data", () => {
    socket.write(Buffer.concat([message("R", Buffer.alloc(4)), READY]));
    socket.once("data", () => socket.end(Buffer.concat([message("C", "SELECT 0\0"), READY, DYING])));
  });
}

describe("the connections of the jobs", () => {
  it("outlive a database that dies right after its answer", async () => {
    const server = createServer(dyingDatabase).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const pool = new JobPool(`postgres://jobs@127.0.0.1:${port}/jobs?sslmode=disable`, () => undefined);
    // Were the second message heard by nobody, this would fail as an uncaught exception.
    assert.deepEqual((await pool.executeSql("SELECT")).rows, []);
    await pool.close();
    server.close();
    await once(server, "close");
  });
});
