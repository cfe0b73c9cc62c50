/**
 * Which way through the database is cheapest depends on how frequent the words are and how much the person may read;
 * PostgreSQL's planner does not know the second and guesses the first wrongly together with it. So the choice is made
 * here, from a few numbers, and each way has one SQL statement that leaves the planner no other.
 */
export type Way =
  /** Look the words up, then keep what may be read: for rare words. */
  | "words"
  /** Go back through all messages until enough are found: for words that are everywhere. */
  | "recent"
  /** Read the person's channels only: for somebody who sees little. */
  | "channels"
  /** Go back through each of a few channels until enough are found. */
  | "each-channel"
  /** Read what the named people wrote. */
  | "authors"
  /** Read a list that is kept apart: saved, pinned or unread messages, those with files. */
  | "listed";

/** What is known before a search. All counts are of messages and estimates. */
export interface Outlook {
  /** All there are. */
  total: number;
  /** Those in the channels to search, largest channel first. */
  channels: number[];
  /** Those that hold the words; undefined when no words are looked up. */
  words?: number;
  /** Those that the words describe, which are fewer when positions or exclusions decide; all when there are no words. */
  holding: number;
  /** Those on the shortest list that is kept apart, where one was asked for. */
  listed?: number;
  /** Those of the named people, when people are named. */
  authors?: number;
  /** The part of all time that is searched, 0 to 1. */
  time: number;
  /** The part of messages that meet the other conditions, 0 to 1. */
  flags: number;
  /** How many results must be known to answer. */
  wanted: number;
}

export interface Step {
  way: Way;
  /** Expected microseconds. */
  cost: number;
  /** Looks at so many messages at most; when it finds too few, the next step searches everything. */
  bound?: number;
  /** Looks only at so large a part of the time searched, the newest; when it finds too few, the next step searches everything. */
  newest?: number;
}

// Microseconds a message, measured on one core with a million messages.
const LOOK_UP = 1;
const OPEN = 5;
const SCAN_ALL = 3;
const SCAN_CHANNEL = 5;
const READ = 7;
const START = 1_500;
/** Words may be rarer among the newest messages, or in these channels, than on average. */
const MARGIN = 2;

/** The steps to try: one that may find too little, followed by one that always finds all; or only the latter. */
export function plan(outlook: Outlook): Step[] {
  const all = Math.max(outlook.total, 1);
  const visible = outlook.channels.reduce((sum, count) => sum + count, 0);
  const written = outlook.authors === undefined ? 1 : Math.min(1, outlook.authors / all);
  /** The part of all messages that is looked for, wherever it is. */
  const found = Math.max(Math.min(1, outlook.holding / all) * outlook.flags * written, 1e-9);
  const complete = completeSteps(outlook, all, visible, found);
  const best = complete.reduce((one, other) => (other.cost < one.cost ? other : one));
  const expected = outlook.wanted / ((found * Math.max(visible, 1)) / all);
  const recent = START + SCAN_ALL * Math.min(expected, all * outlook.time);
  const quick: Step[] = [
    {
      way: "recent",
      cost: recent,
      bound: Math.ceil(Math.min(MARGIN * expected + 2_000, best.cost / SCAN_ALL + 2_000)),
    },
  ];
  if (outlook.words !== undefined && best.way === "words") {
    const newest = Math.max(0.02, (MARGIN * expected) / (all * outlook.time));
    const cost =
      START +
      LOOK_UP * outlook.words +
      OPEN * outlook.words * newest * outlook.time +
      0.05 * all * newest * outlook.time;
    quick.push({ way: "words", cost, newest });
  }
  const quickest = quick.reduce((one, other) => (other.cost < one.cost ? other : one));
  return quickest.cost * 1.5 > best.cost ? [best] : [quickest, best];
}

/** Every way that searches all there is to search. */
function completeSteps(
  { channels, words, listed, authors, time, wanted }: Outlook,
  all: number,
  visible: number,
  found: number,
): Step[] {
  const steps: Step[] = [{ way: "channels", cost: START + READ * visible * time }];
  if (words !== undefined) steps.push({ way: "words", cost: START + (LOOK_UP + OPEN * time) * words });
  if (listed !== undefined) steps.push({ way: "listed", cost: START + READ * listed });
  if (authors !== undefined) steps.push({ way: "authors", cost: START + READ * Math.min(authors, all) * time });
  if (channels.length <= 8) {
    const rows = channels.reduce((sum, count) => sum + Math.min(count * time, wanted / found), 0);
    steps.push({ way: "each-channel", cost: START + SCAN_CHANNEL * rows });
  }
  return steps;
}
