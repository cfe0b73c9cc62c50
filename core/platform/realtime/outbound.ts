import type { Directory } from "./directory.js";
import type { Fanout } from "./fanout.js";
import { eventText, type Frame, personalFrame, sharedFrame } from "./frames.js";
import type { HubOptions, HubPorts, Outgoing, Relay, SerializedOutgoing, UserFilter } from "./types.js";

type PersonalText = NonNullable<SerializedOutgoing["perUser"]>[number];

/** Turns published events into frames for the fan-out, and into text for the other nodes. */
export class Outbound {
  relay: Relay | null = null;
  private readonly filters = new Map<string, UserFilter>();
  private readonly names = new Map<UserFilter, string>();

  constructor(
    private readonly options: HubOptions,
    private readonly directory: Directory,
    private readonly fanout: Fanout,
    private readonly counters: { dropped: number },
    private readonly ports: Pick<HubPorts, "hears">,
  ) {}

  nameFilter(name: string, filter: UserFilter): UserFilter {
    if (this.filters.has(name)) throw new Error(`The filter ${name} is named twice`);
    this.filters.set(name, filter);
    this.names.set(filter, name);
    return filter;
  }

  publish(outgoing: Outgoing): void {
    try {
      const event = this.serialize(outgoing);
      this.enqueue(event, outgoing.only ?? null);
      this.forward(event, outgoing);
    } catch (error) {
      this.options.onError(error, `publish ${outgoing.event}`);
    }
  }

  deliver(event: SerializedOutgoing): void {
    const filter = event.only === undefined ? null : this.filters.get(event.only);
    // Better nobody than somebody who must not see it.
    if (filter === undefined) return this.options.onError(new Error(`There is no filter ${event.only}`), "relay");
    this.enqueue(event, filter);
  }

  private serialize(outgoing: Outgoing): SerializedOutgoing {
    const { event, data, broadcast, audience, omitUsers, omitConnection, droppable } = outgoing;
    const perUser = outgoing.perUser && this.personalTexts(outgoing, outgoing.perUser);
    return { ...eventText(event, data, broadcast), audience, omitUsers, omitConnection, perUser, droppable };
  }

  private personalTexts(outgoing: Outgoing, perUser: Map<string, Record<string, unknown>>): PersonalText[] {
    const byFields = new Map<Record<string, unknown>, PersonalText>();
    for (const [userId, fields] of perUser) {
      let text = byFields.get(fields);
      if (text === undefined) {
        text = { users: [], ...this.personalText(outgoing, fields) };
        byFields.set(fields, text);
      }
      text.users.push(userId);
    }
    return [...byFields.values()];
  }

  private personalText({ event, data, broadcast }: Outgoing, fields: Record<string, unknown>) {
    const whole = Object.keys(fields).some((key) => Object.hasOwn(data, key));
    if (!whole) return { text: JSON.stringify(fields), whole };
    return { text: eventText(event, { ...data, ...fields }, broadcast).body, whole };
  }

  private enqueue(event: SerializedOutgoing, only: UserFilter | null): void {
    const droppable = event.droppable ?? false;
    const connections = this.directory.audience(event.audience);
    if (connections.length === 0) return;
    if (droppable && this.fanout.backlog > this.options.maxBacklog) {
      this.counters.dropped += connections.length;
      return;
    }
    const frame = sharedFrame(event);
    this.fanout.add({
      connections,
      frame,
      personal: event.perUser === undefined ? null : personalFrames(frame, event),
      omitUsers: event.omitUsers?.length ? new Set(event.omitUsers) : null,
      omitConnection: event.omitConnection ?? "",
      only: "everyone" in event.audience ? only : both(only, this.ports.hears?.() ?? null),
      droppable,
    });
  }

  private forward(event: SerializedOutgoing, { only }: Outgoing): void {
    if (this.relay === null) return;
    const name = only && this.names.get(only);
    if (only !== undefined && name === undefined) {
      throw new Error("A filter without a name does not reach other nodes: use Hub.namedFilter");
    }
    this.relay.forward({ ...event, only: name });
  }
}

function both(one: UserFilter | null, other: UserFilter | null): UserFilter | null {
  return one && other ? (userId) => one(userId) && other(userId) : (one ?? other);
}

function personalFrames(base: Frame, event: SerializedOutgoing): Map<string, Frame> {
  const frames = new Map<string, Frame>();
  for (const { users, text, whole } of event.perUser ?? []) {
    const frame = whole ? sharedFrame({ body: text, hasData: true }) : personalFrame(base, event.hasData, text);
    for (const userId of users) frames.set(userId, frame);
  }
  return frames;
}
