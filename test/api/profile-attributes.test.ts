import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const FIELDS = "/custom_profile_attributes/fields";
const VALUES = "/custom_profile_attributes/values";

describe("profile fields", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;

  const aField = (name: string, type = "text", attrs: Record<string, unknown> = {}) =>
    ada.post<{ id: string; attrs: { options: { id: string; name: string }[] } }>(FIELDS, { name, type, attrs });
  const valuesOf = (person: Person, reader = bob) => reader.get(`/users/${person.id}/custom_profile_attributes`);

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
  });
  afterEach(() => server.sql("DELETE FROM profile_fields"));
  after(() => server.stop());

  it("are added by administrators, and listed in their order", async () => {
    const hears = await Listener.open(cat);
    const last = await aField("Pronouns", "text", { sort_order: 2 });
    const first = await aField("Office", "select", { sort_order: 1, options: [{ name: "Berlin" }, { name: "Rome" }] });
    assert.deepEqual(
      (await bob.get<{ id: string }[]>(FIELDS)).map((one) => one.id),
      [first.id, last.id],
    );
    assert.equal((await hears.next("custom_profile_attributes_field_created")).data.field.name, "Pronouns");
    hears.close();
    assert.ok(first.attrs.options.every((option) => option.id.length === 26));
    assert.equal((await bob.get("/config/client?format=old")).FeatureFlagCustomProfileAttributes, "true");
    assert.equal((await ada.fails("POST", FIELDS, { name: "office", type: "text" })).status_code, 400);
    assert.equal((await bob.send("POST", FIELDS, { name: "Mine", type: "text" })).status, 403);
    assert.equal((await bob.send("DELETE", `${FIELDS}/${first.id}`)).status, 403);
    for (const body of [
      { name: " ", type: "text" },
      { name: "x", type: "rocket" },
      { name: "x", type: "select" },
      { name: "x", type: "select", attrs: { options: [{ name: "a" }, { name: "A" }] } },
    ])
      assert.equal((await ada.fails("POST", FIELDS, body)).status_code, 400, JSON.stringify(body));
  });

  it("are at most twenty, also when they are made at the same moment", async () => {
    const answers = await Promise.all(
      Array.from({ length: 25 }, (_, i) => ada.send("POST", FIELDS, { name: `field ${i}`, type: "text" })),
    );
    assert.equal(answers.filter((answer) => answer.status === 201).length, 20);
    assert.ok(answers.every((answer) => [201, 422].includes(answer.status)));
    assert.equal((await bob.get(FIELDS)).length, 20);
  });

  it("hold what fits them, and nothing else", async () => {
    const mail = await aField("Mail", "text", { value_type: "email" });
    const page = await aField("Page", "text", { value_type: "url" });
    const day = await aField("Day", "date");
    const choice = await aField("Office", "select", { options: [{ name: "Berlin" }, { name: "Rome" }] });
    const several = await aField("Skills", "multiselect", { options: [{ name: "Roses" }, { name: "Herbs" }] });
    const [berlin] = choice.attrs.options.map((one) => one.id);
    const [roses, herbs] = several.attrs.options.map((one) => one.id);
    const good = {
      [mail.id]: " bob@home.example ",
      [page.id]: "https://bob.example/",
      [day.id]: "2024-02-29",
      [choice.id]: berlin,
      [several.id]: [roses, herbs, roses],
    };
    const expected = { ...good, [mail.id]: "bob@home.example", [several.id]: [roses, herbs] };
    assert.deepEqual(await bob.call("PATCH", VALUES, good), expected);
    assert.deepEqual(await valuesOf(bob, cat), expected);
    const bad: [string, unknown][] = [
      [mail.id, "no address"],
      [page.id, "javascript:alert(1)"],
      [day.id, "2023-02-29"],
      [choice.id, roses],
      [several.id, [berlin]],
      [several.id, roses],
      [mail.id, { a: 1 }],
      [mail.id, `${"x".repeat(80)}@y.example`],
      ["z".repeat(26), "nothing"],
    ];
    for (const [id, value] of bad) {
      const error = await bob.fails("PATCH", VALUES, { [mail.id]: "changed@home.example", [id]: value });
      assert.deepEqual([error.status_code, error.message.includes(id)], [400, true], JSON.stringify(value));
    }
    assert.deepEqual(await valuesOf(bob), expected, "a refused change changes nothing");
    await bob.call("PATCH", VALUES, { [mail.id]: "", [several.id]: [] });
    assert.deepEqual(Object.keys(await valuesOf(bob)).sort(), [page.id, day.id, choice.id].sort());
  });

  it("lose values that fit no more", async () => {
    const field = await aField("Skills", "multiselect", { options: [{ name: "Roses" }, { name: "Herbs" }] });
    const office = await aField("Office", "select", { options: [{ name: "Berlin" }, { name: "Rome" }] });
    const [roses, herbs] = field.attrs.options;
    const [berlin, rome] = office.attrs.options;
    await bob.call("PATCH", VALUES, { [field.id]: [roses?.id, herbs?.id], [office.id]: berlin?.id });
    await ada.call("PATCH", `${FIELDS}/${field.id}`, { attrs: { options: [herbs, { name: "Trees" }] } });
    await ada.call("PATCH", `${FIELDS}/${office.id}`, { attrs: { options: [rome] } });
    assert.deepEqual(await valuesOf(bob), { [field.id]: [herbs?.id] });
    const hears = await Listener.open(cat);
    await ada.call("PATCH", `${FIELDS}/${field.id}`, { type: "text" });
    assert.equal((await hears.next("custom_profile_attributes_field_updated")).data.delete_values, true);
    assert.deepEqual(await valuesOf(bob), {});
    await ada.delete(`${FIELDS}/${field.id}`);
    assert.equal((await hears.next("custom_profile_attributes_field_deleted")).data.field_id, field.id);
    hears.close();
    assert.equal((await ada.send("DELETE", `${FIELDS}/${field.id}`)).status, 404);
  });

  it("are set by oneself and administrators, and those kept by administrators by these alone", async () => {
    const own = await aField("Pronouns");
    const kept = await aField("Grade", "text", { managed: "admin" });
    const path = `/users/${bob.id}/custom_profile_attributes`;
    assert.equal((await cat.send("PATCH", path, { [own.id]: "x" })).status, 403);
    assert.equal((await bob.send("PATCH", VALUES, { [own.id]: "x", [kept.id]: "boss" })).status, 403);
    assert.deepEqual(await valuesOf(bob), {});
    await ada.call("PATCH", path, { [own.id]: "they", [kept.id]: "7" });
    assert.deepEqual(await valuesOf(bob), { [own.id]: "they", [kept.id]: "7" });
  });

  it("are shown to nobody else where they are hidden", async () => {
    const open = await aField("Team");
    const hidden = await aField("Birthday", "date", { visibility: "hidden" });
    const [hers, his] = [await Listener.open(cat), await Listener.open(bob)];
    await bob.call("PATCH", VALUES, { [open.id]: "Garden", [hidden.id]: "1990-01-02" });
    assert.deepEqual(await valuesOf(bob, cat), { [open.id]: "Garden" });
    assert.equal((await valuesOf(bob, bob))[hidden.id], "1990-01-02");
    assert.equal((await valuesOf(bob, ada))[hidden.id], "1990-01-02");
    const event = "custom_profile_attributes_values_updated";
    assert.deepEqual(
      (await hers.next(event)).data.values.map((one: { value: string }) => one.value),
      ["Garden"],
    );
    assert.equal((await his.next(event)).data.values.length, 2);
    hers.close();
    his.close();
  });

  it("of people a guest does not know are not told; those of people they know are, but for hidden ones", async () => {
    const field = await aField("Team");
    const hidden = await aField("Birthday", "date", { visibility: "hidden" });
    const gus = await aUser(ada, "gus");
    const team = await aTeam(ada, "garden");
    await join(ada, team, bob, gus);
    const shed = await aChannel(bob, team, "shed", "P");
    await ada.post(`/users/${gus.id}/demote`);
    await server.sql("DELETE FROM channel_members WHERE user_id = $1", [gus.id]);
    const hears = await Listener.open(gus);
    const event = "custom_profile_attributes_values_updated";
    const heard = async () =>
      (await hears.all(event)).map(({ data }) => [
        data.user_id,
        data.values.map((one: { value: string }) => one.value),
      ]);
    await bob.call("PATCH", VALUES, { [field.id]: "Garden" });
    assert.equal((await gus.send("GET", `/users/${bob.id}/custom_profile_attributes`)).status, 404);
    assert.deepEqual(await heard(), []);
    await add(bob, shed, gus);
    assert.deepEqual(await valuesOf(bob, gus), { [field.id]: "Garden" });
    await cat.call("PATCH", VALUES, { [field.id]: "Kitchen" });
    await bob.call("PATCH", VALUES, { [hidden.id]: "1990-01-02" });
    await bob.call("PATCH", VALUES, { [field.id]: "Orchard", [hidden.id]: "1990-01-03" });
    assert.deepEqual(await heard(), [[bob.id, ["Orchard"]]]);
    await gus.call("PATCH", VALUES, { [hidden.id]: "1991-01-02" });
    assert.deepEqual((await heard()).at(-1), [gus.id, ["1991-01-02"]]);
    // Definitions of fields are everybody's.
    await ada.send("DELETE", `${FIELDS}/${hidden.id}`);
    assert.equal((await hears.next("custom_profile_attributes_field_deleted")).data.field_id, hidden.id);
    hears.close();
  });
});
