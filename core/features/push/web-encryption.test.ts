import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { BrowserSecrets } from "./browser-secrets.fixture.js";
import { areBrowserKeys, encryptFor, MAX_MESSAGE, MAX_TEXT } from "./web-encryption.js";

const bytes = (text: string) => Buffer.from(text, "base64url");

describe("messages encrypted for a browser", () => {
  // RFC 8291, section 5 and appendix A.
  const example = {
    text: Buffer.from("When I grow up, I want to be a watermelon"),
    serverKey: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    browserKey: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    browserPrivateKey: bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
    salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
    body: "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  };
  const keys = { p256dh: example.browserKey, auth: example.auth };

  it("are those of the standard's example", async () => {
    const { salt, serverKey: privateKey } = example;
    const body = encryptFor(keys, example.text, { salt, privateKey, padding: 0 });
    assert.equal(body.toString("base64url"), example.body);
    const browser = new BrowserSecrets({ privateKey: example.browserPrivateKey, auth: bytes(example.auth) });
    assert.deepEqual(browser.keys, keys);
    assert.deepEqual(await browser.decrypt(bytes(example.body)), example.text);
  });

  it("are read by that browser and no other, whatever their length", async () => {
    const browser = new BrowserSecrets();
    for (const length of [0, 1, 255, 256, 257, 3_000, MAX_TEXT - 1, MAX_TEXT]) {
      const text = randomBytes(length);
      // Zeroes at the end are of the text, not of what fills it up.
      if (length > 0) text[length - 1] = 0;
      const body = encryptFor(browser.keys, text);
      assert.ok(body.length <= MAX_MESSAGE, `${length}: ${body.length}`);
      assert.deepEqual(await browser.decrypt(body), text);
      await assert.rejects(new BrowserSecrets().decrypt(body));
    }
    assert.throws(() => encryptFor(browser.keys, Buffer.alloc(MAX_TEXT + 1)), RangeError);
  });

  it("say little about how long the text is, and never look the same twice", () => {
    const { keys: some } = new BrowserSecrets();
    const sizes = [1, 100, 256].map((length) => encryptFor(some, Buffer.alloc(length)).length);
    assert.equal(new Set(sizes).size, 1);
    const [one, two] = [encryptFor(some, Buffer.from("same")), encryptFor(some, Buffer.from("same"))];
    assert.notDeepEqual(one.subarray(0, 16), two.subarray(0, 16));
    assert.notDeepEqual(one.subarray(86), two.subarray(86));
  });

  it("need keys that are some", () => {
    assert.ok(areBrowserKeys(keys));
    const point = bytes(keys.p256dh);
    const beside = Buffer.from(point);
    beside[64] = (beside[64] as number) ^ 1;
    for (const p256dh of ["", "x", point.subarray(1).toString("base64url"), beside.toString("base64url")])
      assert.equal(areBrowserKeys({ ...keys, p256dh }), false, p256dh);
    // Of the two other ways to write a point, browsers use neither; a point with coordinates of zero is none.
    assert.equal(
      areBrowserKeys({ ...keys, p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64)]).toString("base64url") }),
      false,
    );
    for (const auth of [
      "",
      "AAAA",
      `${keys.auth}\0`,
      `${keys.auth} `,
      `${keys.auth}==`,
      randomBytes(17).toString("base64url"),
    ])
      assert.equal(areBrowserKeys({ ...keys, auth }), false, auth);
  });
});
