import type { SearchEngine, SearchRequest } from "../../core/edition/ports/search-engine.js";
import { parseQuery } from "../../core/features/search/query.js";
import type { Corpus } from "./search-data.js";

export interface Result {
  kind: string;
  person: string;
  samples: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  max: number;
  worst: string;
}

interface Sample {
  text: string;
  channel?: string;
  author?: string;
}

type Draw = (corpus: Corpus, chance: () => number) => Sample;

const word = (corpus: Corpus, chance: () => number, from: number, to: number) =>
  corpus.words[from + Math.floor(chance() * (to - from))] as string;
const draw =
  (...ranks: [number, number][]): Draw =>
  (corpus, chance) => ({ text: ranks.map(([from, to]) => word(corpus, chance, from, to)).join(" ") });
const quote =
  (inner: Draw): Draw =>
  (corpus, chance) => ({ text: `"${inner(corpus, chance).text}"` });
const begin =
  (letters: number, from: number, to: number): Draw =>
  (corpus, chance) => ({ text: `${word(corpus, chance, from, to).slice(0, letters)}*` });

/** By share of messages that hold the word: top 45-80 %, very common 5-25 %, common 0.5-1.5 %, medium 0.05 %, rare 0.005 %. */
const TOP: [number, number] = [0, 3];
const VERY: [number, number] = [6, 30];
const COMMON: [number, number] = [100, 300];
const MEDIUM: [number, number] = [2500, 3500];
const RARE: [number, number] = [30_000, 50_000];

export const kinds: Record<string, Draw> = {
  "rare word": draw(RARE),
  "medium word": draw(MEDIUM),
  "common word": draw(COMMON),
  "very common word": draw(VERY),
  "top word": draw(TOP),
  "unknown word": () => ({ text: "qqxxyyzz" }),
  "word of other channels": (corpus, chance) => ({
    text: corpus.words[1000 + 20 * Math.floor(chance() * 200)] as string,
  }),
  "two common words": draw(COMMON, COMMON),
  "common and very common": draw(COMMON, VERY),
  "two very common words": draw(VERY, VERY),
  "top and rare word": draw(TOP, RARE),
  "phrase of two top words": quote(draw(TOP, TOP)),
  "phrase of two very common words": quote(draw(VERY, VERY)),
  "phrase of top and very common": quote(draw(TOP, VERY)),
  "phrase of top and common": quote(draw(TOP, COMMON)),
  "phrase of three very common words": quote(draw(VERY, VERY, VERY)),
  "two phrases and a word": (corpus, chance) => ({
    text: [quote(draw(TOP, VERY)), quote(draw(VERY, TOP)), draw(COMMON)]
      .map((one) => one(corpus, chance).text)
      .join(" "),
  }),
  "prefix of 1 letter": begin(1, 0, 50_000),
  "prefix of 2 letters": begin(2, 0, 50_000),
  "prefix of 3 letters": begin(3, 0, 50_000),
  "prefix of 4 letters": begin(4, 2000, 50_000),
  "phrase with a short prefix": (corpus, chance) => ({
    text: `"${word(corpus, chance, ...VERY)} ${begin(1, 0, 50_000)(corpus, chance).text}"`,
  }),
  "very common without another": (corpus, chance) => ({
    text: `${word(corpus, chance, ...VERY)} -${word(corpus, chance, ...TOP)}`,
  }),
  "only an exclusion": (corpus, chance) => ({ text: `-${word(corpus, chance, ...TOP)}` }),
  "from a person": (_, chance) => ({ text: "", author: `${Math.floor(chance() * 500)}` }),
  "from a person, common word": (corpus, chance) => ({
    text: word(corpus, chance, ...COMMON),
    author: `${Math.floor(chance() * 500)}`,
  }),
  "from a person, very common word": (corpus, chance) => ({
    text: word(corpus, chance, ...VERY),
    author: `${Math.floor(chance() * 500)}`,
  }),
  "in one channel, rare word": (corpus, chance) => ({ text: word(corpus, chance, ...RARE), channel: "any" }),
  "in one channel, common word": (corpus, chance) => ({ text: word(corpus, chance, ...COMMON), channel: "any" }),
  "in one channel, very common word": (corpus, chance) => ({ text: word(corpus, chance, ...VERY), channel: "any" }),
  "in one channel, phrase": (corpus, chance) => ({
    text: quote(draw(VERY, VERY))(corpus, chance).text,
    channel: "any",
  }),
  "common word, old": (corpus, chance) => ({ text: `${word(corpus, chance, ...COMMON)} before:${daysAgo(120)}` }),
  "very common word, old": (corpus, chance) => ({ text: `${word(corpus, chance, ...VERY)} before:${daysAgo(120)}` }),
  "very common word, one day": (corpus, chance) => ({
    text: `${word(corpus, chance, ...VERY)} on:${daysAgo(20 + Math.floor(chance() * 150))}`,
  }),
  "with a file": () => ({ text: "has:file" }),
  "common word with a reaction": (corpus, chance) => ({ text: `${word(corpus, chance, ...COMMON)} has:reaction` }),
};

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

type ChannelsOf = (person: string) => Promise<SearchRequest["channels"]>;

/** Runs every kind of search for every kind of person, so many of each, drawn by `chance`. */
export async function measure(
  engine: SearchEngine,
  corpus: Corpus,
  channelsOf: ChannelsOf,
  people: string[],
  samples: number,
  chance: () => number,
): Promise<Result[]> {
  const results: Result[] = [];
  const groups = { typical: corpus.typical, light: corpus.light, everywhere: corpus.everywhere };
  const channels = new Map<string, SearchRequest["channels"]>();
  for (const person of Object.values(groups).flat()) channels.set(person, await channelsOf(person));
  for (const [kind, make] of Object.entries(kinds)) {
    for (const [group, members] of Object.entries(groups)) {
      const times: { time: number; text: string }[] = [];
      for (let index = 0; index < samples; index++) {
        const person = members[index % members.length] as string;
        const sample = make(corpus, chance);
        const request = requestOf(sample, person, channels.get(person) ?? [], people, chance);
        const start = performance.now();
        await engine.messages(request);
        times.push({ time: performance.now() - start, text: sample.text });
      }
      times.sort((one, other) => one.time - other.time);
      const at = (share: number) => times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)]?.time ?? 0;
      results.push({
        kind,
        person: group,
        samples,
        p50: at(0.5),
        p95: at(0.95),
        max: at(1),
        worst: times.at(-1)?.text ?? "",
      });
    }
  }
  return results;
}

function requestOf(
  sample: Sample,
  person: string,
  channels: SearchRequest["channels"],
  people: string[],
  chance: () => number,
): SearchRequest {
  const query = parseQuery(sample.text, { now: Date.now(), offset: 0 });
  const one = channels[Math.floor(chance() * channels.length)];
  return {
    ...query,
    userId: person,
    channels: sample.channel && one ? [one] : channels,
    authors: { include: sample.author ? [people[Number(sample.author)] as string] : [], exclude: [] },
    offset: 0,
    limit: 60,
  };
}
