import assert from "node:assert/strict";
import fc from "fast-check";
import { arrange, type Kept, plan, type SidebarChannel } from "./model.js";
import type { CategoryRow } from "./store.js";

const row = (id: string, type: CategoryRow["type"] = "custom"): CategoryRow => ({
  id,
  type,
  user_id: "u",
  team_id: "t",
  sort_order: 0,
  sorting: "",
  display_name: id,
  muted: false,
  collapsed: false,
});
const rows = [row("fav", "favorites"), row("work"), row("play"), row("chan", "channels"), row("dm", "direct_messages")];
const channel = (id: string, type: SidebarChannel["type"] = "O") => ({ id, type, display_name: id });
const kept = (change: Partial<Kept> = {}): Kept => ({
  rows,
  places: [],
  channels: [channel("a"), channel("b", "P"), channel("d", "D"), channel("g", "G")],
  favourites: new Set(),
  ...change,
});
const place = (category_id: string, ...ids: string[]) => ids.map((channel_id) => ({ category_id, channel_id }));
const shown = (sidebar: Kept) => Object.fromEntries([...arrange(sidebar)].filter(([, ids]) => ids.length > 0));

/** What is kept after a plan, as the store writes it. */
function afterwards(before: Kept, changes: Parameters<typeof plan>[1]): Kept {
  const { lists, cleared, star, unstar } = plan(before, changes);
  let places = before.places.filter(
    (one) => !cleared.some((gone) => gone.from === one.category_id && gone.channelId === one.channel_id),
  );
  for (const [id, ids] of lists) {
    const leaves = (one: { category_id: string; channel_id: string }) =>
      ids.includes(one.channel_id) && (one.category_id === id || (id !== "fav" && one.category_id !== "fav"));
    places = [...places.filter((one) => !leaves(one)), ...place(id, ...ids)];
  }
  const favourites = new Set([...before.favourites, ...star]);
  for (const id of unstar) favourites.delete(id);
  return { ...before, places, favourites };
}

describe("the sidebar", () => {
  it("puts what nobody placed into the default categories", () => {
    assert.deepEqual(shown(kept()), { chan: ["a", "b"], dm: ["d", "g"] });
    assert.deepEqual(shown(kept({ favourites: new Set(["b", "g"]) })), { fav: ["b", "g"], chan: ["a"], dm: ["d"] });
  });

  it("keeps the order people chose, before what they did not place", () => {
    assert.deepEqual(shown(kept({ places: [...place("work", "g", "a"), ...place("chan", "b")] })), {
      work: ["g", "a"],
      chan: ["b"],
      dm: ["d"],
    });
  });

  it("ignores places that mean nothing any more", () => {
    const places = [
      ...place("fav", "a"),
      ...place("chan", "d"),
      ...place("dm", "b"),
      ...place("gone", "g"),
      ...place("work", "left"),
    ];
    assert.deepEqual(shown(kept({ places })), { chan: ["a", "b"], dm: ["d", "g"] });
  });

  it("moves a channel also when only its new category is named", () => {
    const next = afterwards(kept({ places: place("work", "a", "b") }), [{ id: "play", channel_ids: ["b"] }]);
    assert.deepEqual(shown(next), { work: ["a"], play: ["b"], dm: ["d", "g"] });
  });

  it("sends back what a new list leaves out", () => {
    assert.deepEqual(shown(afterwards(kept({ places: place("work", "a", "d") }), [{ id: "work", channel_ids: [] }])), {
      chan: ["a", "b"],
      dm: ["d", "g"],
    });
  });

  it("makes favourites, and none of what leaves them", () => {
    const starred = afterwards(kept({ places: place("work", "a") }), [{ id: "fav", channel_ids: ["d", "a"] }]);
    assert.deepEqual(shown(starred), { fav: ["d", "a"], chan: ["b"], dm: ["g"] });
    assert.deepEqual(
      shown({ ...starred, favourites: new Set(["d"]) }),
      { fav: ["d"], work: ["a"], chan: ["b"], dm: ["g"] },
      "it returns to where it was",
    );
    assert.deepEqual(shown(afterwards(starred, [{ id: "play", channel_ids: ["a"] }])), {
      fav: ["d"],
      play: ["a"],
      chan: ["b"],
      dm: ["g"],
    });
    assert.deepEqual(shown(afterwards(starred, [{ id: "fav", channel_ids: ["a"] }])), {
      fav: ["a"],
      chan: ["b"],
      dm: ["d", "g"],
    });
  });

  it("refuses strangers and what does not fit", () => {
    assert.deepEqual(plan(kept(), [{ id: "work", channel_ids: ["stranger", "a", "a"] }]).lists.get("work"), ["a"]);
    assert.deepEqual(plan(kept(), [{ id: "dm", channel_ids: ["a", "g"] }]).lists.get("dm"), ["g"]);
  });

  it("shows every channel exactly once, whatever was done before", () => {
    const ids = ["a", "b", "d", "g", "stranger"];
    const anyChanges = fc.array(
      fc.uniqueArray(fc.record({ id: fc.constantFrom(...rows.map((one) => one.id)), channel_ids: fc.subarray(ids) }), {
        maxLength: 4,
        selector: (one) => one.id,
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(anyChanges, (steps) => {
        let sidebar = kept();
        for (const step of steps) {
          sidebar = afterwards(sidebar, step);
          const all = [...arrange(sidebar).values()].flat();
          assert.deepEqual(all.sort(), ["a", "b", "d", "g"]);
          assert.deepEqual(new Set(arrange(sidebar).get("fav")), sidebar.favourites);
          // What was named last lies where it was named, if it may.
          const last = step.findLast((one) => one.channel_ids.includes("a"));
          if (last && last.id !== "dm") assert.ok(arrange(sidebar).get(last.id)?.includes("a"));
        }
      }),
    );
  });
});
