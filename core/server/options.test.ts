import assert from "node:assert/strict";
import { environmentOf, readListenAddress, readOptions } from "./options.js";

describe("options", () => {
  it("listen on this machine only, with the data beside the product, unless told otherwise", () => {
    assert.deepEqual(readOptions([], {}, "/product"), {
      help: false,
      listen: { host: "127.0.0.1", port: 8065 },
      dataFolder: "/product/data",
    });
  });

  it("let the command line win over the environment", () => {
    const environment = { MM_SERVICESETTINGS_LISTENADDRESS: "10.0.0.1:1" };
    const options = readOptions(["--port", "0", "--data=/d"], environment, "/product");
    assert.deepEqual(options.listen, { host: "10.0.0.1", port: 0 });
    assert.equal(options.dataFolder, "/d");
  });

  it("understand the forms of a listen address", () => {
    assert.deepEqual(readListenAddress("[::1]:80"), { host: "::1", port: 80 });
    assert.deepEqual(readListenAddress("localhost"), { host: "localhost", port: 8065 });
    assert.deepEqual(readListenAddress(""), { host: "127.0.0.1", port: 8065 });
    assert.match(readListenAddress(":80").host, /^(::|0\.0\.0\.0)$/);
    for (const wrong of ["a:b", "::1:80", "host:", "a b:1", ":99999", "[zz]:1"]) {
      assert.throws(() => readListenAddress(wrong), { name: "StartupError" }, wrong);
    }
  });

  it("tell the settings where the server listens, whichever way it was said", () => {
    const told = (words: string[], environment: NodeJS.ProcessEnv = {}) =>
      environmentOf(readOptions(words, environment, "/product"), environment).MM_SERVICESETTINGS_LISTENADDRESS;
    assert.equal(told([]), "127.0.0.1:8065");
    assert.equal(told(["--port", "9000"]), "127.0.0.1:9000");
    const address = told(["--port", "9000"], { MM_SERVICESETTINGS_LISTENADDRESS: "[::1]:80" });
    assert.deepEqual([address, readListenAddress(address)], ["[::1]:9000", { host: "::1", port: 9000 }]);
  });

  it("refuse what they do not know", () => {
    for (const words of [["--colour"], ["now"], ["--port"], ["--port", "1e3"], ["--data", ""]]) {
      assert.throws(() => readOptions(words, {}, "/"), { name: "StartupError" }, words.join(" "));
    }
  });

  it("take a data source of PostgreSQL only, and do not repeat it", () => {
    const url = "postgres://ann:secret@db/chat?sslmode=disable";
    assert.equal(readOptions([], { MM_SQLSETTINGS_DATASOURCE: url }, "/").dataSource, url);
    for (const wrong of ["mysql://ann:secret@db/chat", "ann:secret@tcp(db)/chat"]) {
      assert.throws(
        () => readOptions([], { MM_SQLSETTINGS_DATASOURCE: wrong }, "/"),
        (error: Error) => {
          return error.name === "StartupError" && !error.message.includes("secret");
        },
      );
    }
  });
});
