import type { ServerChannel } from "@mattermost/types/channels";
import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconSearch } from "../../../shared/ui/icons.js";
import { client } from "../../lib/client.js";
import { Avatar } from "../../ui/avatar.js";
import { ChannelIcon } from "../sidebar/channel-row.js";
import { currentTeamId, teamsById } from "../teams/store.js";
import { displayName, presence, receiveUsers, user } from "../users/store.js";
import { rank } from "./rank.js";
import {
  channelsById,
  channelTitle,
  currentChannelId,
  isDirect,
  membershipsById,
  teammateId,
  unreadOf,
} from "./store.js";
import { useSearch } from "./use-search.js";
import "../../styles/dialogs.css";

/** Where one can go or write to: a channel or conversation, or a person one has not talked to yet. */
export type Target = { kind: "channel"; channel: ServerChannel } | { kind: "person"; person: UserProfile };
type Hit = Target & { score: number };
const SHOWN = 20;

/** One's own channels and conversations that match; without a term the unread and the latest ones. */
function ownChannels(term: string): Hit[] {
  const hits: Hit[] = [];
  for (const channel of channelsById.values()) {
    if (!membershipsById.get(channel.id) || channel.delete_at || (!term && channel.id === currentChannelId.value))
      continue;
    const other = channel.type === "D" ? user(teammateId(channel)) : undefined;
    const score = Math.max(
      rank(channelTitle(channel), term),
      channel.type === "D"
        ? rank(other?.username ?? "", term.replace(/^@/, ""))
        : rank(channel.name, term.replace(/^~/, "")),
    );
    if (score === 0) continue;
    const here = isDirect(channel) || channel.team_id === currentTeamId.value ? 5 : 0;
    hits.push({ kind: "channel", channel, score: score + here + (unreadOf(channel.id).unread ? 10 : 0) });
  }
  return hits;
}

/** Channels and people of the team that one has no conversation with yet. */
async function others(term: string): Promise<Hit[]> {
  if (term.length < 1) return [];
  const [channels, people] = await Promise.all([
    client.searchChannels(currentTeamId.peek(), term.replace(/^~/, "")).catch(() => []),
    client
      .autocompleteUsers(term.replace(/^@/, ""), currentTeamId.peek(), "", { limit: 20 })
      .catch(() => ({ users: [] as UserProfile[] })),
  ]);
  receiveUsers(people.users);
  const hits: Hit[] = [];
  for (const channel of channels) {
    if (!membershipsById.peek(channel.id) && !channel.delete_at)
      hits.push({ kind: "channel", channel: channel as ServerChannel, score: rank(channel.display_name, term) - 8 });
  }
  const talked = new Set(
    channelsById
      .values()
      .filter((one) => one.type === "D" && membershipsById.peek(one.id))
      .map((one) => teammateId(one)),
  );
  for (const person of people.users) {
    if (!talked.has(person.id))
      hits.push({
        kind: "person",
        person,
        score: Math.max(rank(displayName(person), term), rank(person.username, term.replace(/^@/, ""))) - 4,
      });
  }
  return hits;
}

function newest(hit: Hit): number {
  return hit.kind === "channel" ? hit.channel.last_post_at : 0;
}

interface ChannelSearchProps {
  onPick(target: Target): void;
  /** Only where one is already, and people. */
  joinedOnly?: boolean;
}

/** A field to find a channel or person by name, with the matches below it. */
export function ChannelSearch({ onPick, joinedOnly = false }: ChannelSearchProps): JSX.Element {
  const [term, setTerm] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const clean = term.trim();
  const remote = useSearch(clean, others, [], 120);
  const wanted = (hit: Hit) =>
    !joinedOnly || hit.kind === "person" || membershipsById.peek(hit.channel.id) !== undefined;
  const hits = [...ownChannels(clean), ...(clean ? remote.items.filter(wanted) : [])]
    .sort((a, b) => b.score - a.score || newest(b) - newest(a))
    .slice(0, SHOWN);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const key = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((at + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % Math.max(1, hits.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const hit = hits[at];
      if (hit) onPick(hit);
    }
  };
  return (
    <div class="switcher">
      <div class="input-wrap">
        <IconSearch />
        <input
          class="input"
          data-autofocus
          role="combobox"
          aria-label="Channel or person"
          aria-expanded="true"
          aria-controls="switcher-list"
          aria-activedescendant={hits[at] ? `switch-${at}` : undefined}
          autocomplete="off"
          placeholder="Channel or person"
          value={term}
          onInput={(event) => {
            setTerm(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={key}
        />
      </div>
      <div id="switcher-list" ref={list} class="switcher__list" role="listbox" aria-label="Matches">
        {hits.map((hit, i) => (
          <SwitchRow
            key={hit.kind === "channel" ? hit.channel.id : hit.person.id}
            id={`switch-${i}`}
            hit={hit}
            selected={i === at}
            onPoint={() => setAt(i)}
            onPick={() => onPick(hit)}
          />
        ))}
        {hits.length === 0 && !remote.loading && <p class="muted">Nothing matches "{clean}".</p>}
      </div>
    </div>
  );
}

function SwitchRow({
  id,
  hit,
  selected,
  onPoint,
  onPick,
}: {
  id: string;
  hit: Hit;
  selected: boolean;
  onPoint(): void;
  onPick(): void;
}): JSX.Element {
  if (hit.kind === "person") {
    return (
      <div
        id={id}
        class="switcher__item"
        role="option"
        tabIndex={-1}
        aria-selected={selected}
        onPointerMove={onPoint}
        onClick={onPick}
      >
        <Avatar user={hit.person} size={20} presence={presence(hit.person.id)} />
        <span class="truncate">{displayName(hit.person)}</span>
        <small>@{hit.person.username}</small>
      </div>
    );
  }
  const { channel } = hit;
  const { unread, mentions } = unreadOf(channel.id);
  const team =
    channel.team_id && channel.team_id !== currentTeamId.value ? teamsById.get(channel.team_id)?.display_name : "";
  const hint =
    channel.type === "D"
      ? `@${user(teammateId(channel))?.username ?? ""}`
      : team || (membershipsById.get(channel.id) ? "" : "not joined");
  return (
    <div
      id={id}
      class="switcher__item"
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      data-unread={unread}
      onPointerMove={onPoint}
      onClick={onPick}
    >
      <ChannelIcon channel={channel} />
      <b class="truncate">{channelTitle(channel)}</b>
      {mentions > 0 && <span class="badge">{mentions}</span>}
      <small>{hint}</small>
    </div>
  );
}
