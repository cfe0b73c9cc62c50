import assert from "node:assert/strict";
import fc from "fast-check";
import { fill } from "../support/fuzz.js";
import { poolOf } from "../support/fuzz-calls.js";
import { FUZZ_SEED, fuzzCases, strayRejections } from "../support/fuzz-suite.js";
import { Listener } from "../support/listener.js";
import { aPost } from "../support/people.js";
import { type FrameCase, frameOf, frames, meaningOf } from "../support/socket-frames.js";
import { exchange, RawSocket } from "../support/socket-fuzz.js";
import { aWorld, type Role, type World } from "../support/world/world.js";

const CASES = fuzzCases(1_000);
/** The anonymous one stands for a socket that has not said who it is. */
const CALLERS: Role[] = ["member", "guest", "outsider", "systemAdmin", "anonymous"];
/** Frames a socket sends before the next takes its place, so that no limit is reached; each is followed by a ping. */
const FRAMES = 20;

interface Case {
  readonly role: Role;
  readonly query: string;
  readonly frames: readonly (readonly [FrameCase, boolean])[];
}

/** Life of one socket after the other. */
function lives(actions: readonly string[]): fc.Arbitrary<Case> {
  const word = fc.oneof(fc.stringMatching(/^[a-z0-9]{26}$/), fc.integer().map(String), fc.string({ maxLength: 10 }));
  return fc.record({
    role: fc.constantFrom(...CALLERS),
    query: fc.oneof(
      fc.constant(""),
      fc.tuple(word, word).map(([connection, sequence]) => {
        const search = new URLSearchParams({
          connection_id: connection.toWellFormed(),
          sequence_number: sequence.toWellFormed(),
        });
        return `?${search}`;
      }),
    ),
    frames: fc.array(
      fc.tuple(
        frames(actions),
        fc.nat(9).map((n) => n === 0),
      ),
      { minLength: FRAMES, maxLength: FRAMES },
    ),
  });
}

/** Who may be seen to write in a channel. */
function inChannels({ cast, places }: World): Record<string, string[]> {
  const { member, channelAdmin, guest, bot } = cast;
  const ids = (...people: { id: string }[]) => people.map(({ id }) => id);
  return {
    [places.private.channel.id]: ids(member, channelAdmin, guest, bot),
    [places.public.channel.id]: ids(member, channelAdmin, bot),
    [places.direct.channel.id]: ids(member, channelAdmin),
  };
}

describe("fuzz of the socket", () => {
  let world: World;
  before(async () => {
    world = await aWorld();
  });
  after(() => world.stop());

  /** Sends the frames of a life; returns what was wrong. */
  async function live(life: Case, at: number, pool: Awaited<ReturnType<typeof poolOf>>): Promise<string[]> {
    const faults: string[] = [];
    const known = life.role !== "anonymous";
    const begin = async () => {
      const socket = new RawSocket(world.cast[life.role], life.query);
      await (known ? socket.hello() : socket.opened());
      assert.equal(socket.closed, undefined, "the socket opens");
      return socket;
    };
    let socket = await begin();
    const check = (said: unknown, asked: string) => {
      const leaks = world.secrets.leaks(life.role, JSON.stringify(said), asked);
      assert.deepEqual(leaks, [], `${life.role} is told what is not theirs: ${JSON.stringify(said).slice(0, 300)}`);
    };
    for (const [n, [made, inPieces]] of life.frames.entries()) {
      const frame = frameOf(made, fill(made.request, pool.ids, pool.names));
      const shown = frame.bytes.toString("latin1").slice(0, 300);
      try {
        const answer = await exchange(socket, frame, meaningOf(frame), known, inPieces);
        check(answer ?? "", frame.bytes.toString());
        for (const event of socket.events.splice(0)) check(event, "");
      } catch (error) {
        faults.push(`life ${at} frame ${n} as ${life.role} (${made.form}): ${shown} -> ${(error as Error).message}`);
        await socket.close();
      }
      if (socket.closed !== undefined) socket = await begin();
    }
    await socket.close();
    return faults;
  }

  it(`finds no fault in ${CASES} frames (COURTYARD_FUZZ_SEED=${FUZZ_SEED})`, async function () {
    this.timeout(0);
    const { hub } = world.server.app.platform;
    const actions = [...hub.actions, "authentication_challenge"];
    const numRuns = Math.ceil(CASES / FRAMES);
    const all = fc.sample(lives(actions), { numRuns, seed: FUZZ_SEED });
    const pool = await poolOf(world);
    const { channel } = world.places.private;
    const writers = inChannels(world);
    const beside = await Listener.open(world.cast.member);
    const faults: string[] = [];
    const written: string[] = [];
    const stray = await strayRejections(async () => {
      for (const [at, life] of all.entries()) {
        if (faults.length < 20) faults.push(...(await live(life, at, pool)));
        written.push((await aPost(world.cast.channelAdmin, channel, `after life ${at}`)).id);
      }
    });
    const heard = await beside.all();
    assert.deepEqual(faults, [], `seed ${FUZZ_SEED}`);
    assert.deepEqual(stray, [], "rejections that nobody handled");
    assert.equal(beside.closed, undefined);
    assert.deepEqual(
      heard
        .filter(({ event }) => event === "posted")
        .map(({ data }) => JSON.parse(data.post))
        .filter(({ type }) => type === "")
        .map(({ id }) => id),
      written,
      "the socket beside them hears all that is written, in order",
    );
    assert.deepEqual(
      heard.map(({ seq }) => seq),
      heard.map((_, at) => at),
      "and misses nothing",
    );
    const typing = heard.filter(({ event }) => event === "typing");
    const wrong = typing.filter(({ data, broadcast }) => !writers[broadcast.channel_id]?.includes(data.user_id));
    assert.deepEqual(wrong, [], "nobody is said to write where they are not");
    const errors = world.server
      .log()
      .split("\n")
      .filter((line) => line.includes('"level":"error"'));
    assert.deepEqual(errors, []);
    beside.close();
  });
});
