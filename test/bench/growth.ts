/**
 * How the time for hostile texts grows with their length: four times the length should take about four times the
 * time, where work that grows with the square takes sixteen times. Each figure is a ratio within one run.
 *
 *   npm run bench -- --only growth
 */

import { callsIn } from "../../core/features/posts/mentions.js";
import { linksIn } from "../../core/features/previews/links.js";
import { readPage } from "../../core/features/previews/page.js";
import { parseQuery } from "../../core/features/search/query.js";
import { deviceOf } from "../../core/features/sessions/device.js";
import { csvLine } from "../../core/platform/text/csv.js";
import { hashtagsOf, searchVector } from "../../core/platform/text/search-vector.js";
import { tokenise } from "../../core/platform/text/tokenise.js";
import { growing } from "../support/hostile.js";

/** Characters of the shorter text; the longer one has four times as many, what a message may have. */
const LENGTH = 4_000;
const FACTOR = 4;
/** Allowed growth: half-way between linear and quadratic. */
const MOST = 8;

/** The web app is a project of its own, of which this one knows no types. */
const markdown = new URL("../../webapp/src/features/markdown/testing.ts", import.meta.url).href;
const { drawn } = (await import(markdown)) as { drawn(text: string): unknown };

const clock = { now: 1_800_000_000_000, offsetSeconds: 0 };
const work: Record<string, (text: string) => unknown> = {
  "drawing a message": (text) => drawn(text),
  "finding links": linksIn,
  "reading a page": (text) => readPage(`<html><head><title>${text}</title>${text}`, "https://a.example/"),
  "reading a client's name": (text) => deviceOf(text, ""),
  "writing a table": (text) => csvLine([text, text]),
  "finding mentions": callsIn,
  "finding hashtags": (text) => hashtagsOf(text),
  "cutting into words": tokenise,
  "words for the search": searchVector,
  "reading a search": (text) => parseQuery(text, clock as never),
};

/** CPU time (ms) of one run: the least of several, each long enough to be measured. */
function timeOf(run: (text: string) => unknown, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const start = process.cpuUsage();
    let times = 0;
    let spent = 0;
    do {
      run(text);
      times++;
      const { user, system } = process.cpuUsage(start);
      spent = (user + system) / 1000;
    } while (spent < 8);
    least = Math.min(least, spent / times);
  }
  return least;
}

let missed = 0;
for (const [task, run] of Object.entries(work)) {
  let worst = { kind: "", growth: 0, time: 0 };
  let slowest = { kind: "", time: 0 };
  for (const [kind, make] of Object.entries(growing)) {
    const short = timeOf(run, make(LENGTH));
    const long = timeOf(run, make(FACTOR * LENGTH));
    const growth = long / short;
    if (long > 0.5 && growth > worst.growth) worst = { kind, growth, time: long };
    if (long > slowest.time) slowest = { kind, time: long };
    if (long > 2 && growth > MOST) {
      missed++;
      console.log(
        `  ${task}, ${kind}: ${growth.toFixed(1)} times as long for four times the length (${long.toFixed(1)} ms)`,
      );
    }
  }
  const grows = worst.kind ? `grows most with ${worst.kind}, ${worst.growth.toFixed(1)} times; ` : "";
  console.log(
    `${task.padEnd(22)} ${grows}slowest with ${slowest.kind}, ${slowest.time.toFixed(2)} ms for ${FACTOR * LENGTH} characters`,
  );
}
console.log(missed === 0 ? `aim ${MOST} times at most: met` : `aim ${MOST} times at most: MISSED ${missed} times`);
