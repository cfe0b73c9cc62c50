import assert from "node:assert/strict";
import type { ChannelCategory } from "@mattermost/types/channel_categories";
import { toasts } from "../../../shared/lib/toast.js";
import { changeSidebar, receiveNews } from "./changes.js";

/** A sidebar of one category whose channels are letters. */
function aSidebar(start: string) {
  const of = (letters: string) => [{ id: "1", channel_ids: [...letters] }] as unknown as ChannelCategory[];
  let shown = start;
  const history: string[] = [];
  const show = (list: ChannelCategory[]) => {
    shown = list[0]?.channel_ids.join("") ?? "";
    history.push(shown);
  };
  const calls: { letters: string; answer(): void; refuse(): void }[] = [];
  return {
    history,
    calls,
    now: () => shown,
    news: (letters: string) => receiveNews("team", () => show(of(letters))),
    change: (letters: string, reload = async () => {}) =>
      changeSidebar(
        "team",
        { read: () => of(shown), show, reload },
        of(letters),
        () =>
          new Promise<string>((resolve, reject) => {
            calls.push({
              letters,
              answer: () => resolve(letters),
              refuse: () => reject(new TypeError("fetch failed")),
            });
          }),
        (answer) => show(of(answer)),
      ),
  };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("changes of the sidebar on their way", () => {
  afterEach(() => {
    toasts.value = [];
  });

  it("are shown at once, sent one after the other, and not taken back by their own echoes", async () => {
    const sidebar = aSidebar("abc");
    const first = sidebar.change("bac");
    const second = sidebar.change("bca");
    assert.equal(sidebar.now(), "bca");
    await turn();
    assert.deepEqual(
      sidebar.calls.map((call) => call.letters),
      ["bac"],
      "the second waits for the first",
    );
    sidebar.news("bac");
    sidebar.calls[0]?.answer();
    await turn();
    assert.equal(sidebar.now(), "bca");
    sidebar.calls[1]?.answer();
    assert.deepEqual(await Promise.all([first, second]), [true, true]);
    assert.equal(sidebar.now(), "bca");
    sidebar.news("bca");
    sidebar.news("cab");
    assert.equal(sidebar.now(), "cab", "news of other devices are shown again");
  });

  it("go back when the server is not reached, and say so", async () => {
    const sidebar = aSidebar("abc");
    const change = sidebar.change("cab", () => Promise.reject(new TypeError("fetch failed")));
    await turn();
    sidebar.calls[0]?.refuse();
    assert.equal(await change, false);
    assert.equal(sidebar.now(), "abc");
    assert.equal(toasts.value[0]?.error, true);
  });
});
