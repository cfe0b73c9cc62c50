import type { CustomEmoji } from "@mattermost/types/emojis";
import { type ComponentChildren, Fragment, type JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconPlus, IconSearch } from "../../../shared/ui/icons.js";
import type { Align, Side } from "../../../shared/ui/place.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import { client } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { Popover } from "../../ui/popover.js";
import { mayAddEmoji } from "./custom.js";
import { openAddEmoji, openEmojiList } from "./open-custom.js";
import {
  chooseTone,
  customEmoji,
  findCustomEmoji,
  noteUsed,
  receiveEmoji,
  recentEmoji,
  resolveEmoji,
  skinTone,
} from "./store.js";
import {
  type Category,
  type EmojiEntry,
  emojiTable,
  loadEmojiTable,
  searchEmoji,
  TONES,
  tonedName,
  withTone,
} from "./table.js";

const TITLES: Record<Category | "recent" | "custom", [title: string, sign: string]> = {
  recent: ["Recently used", "🕘"],
  smileys: ["Smileys", "😀"],
  people: ["People", "👋"],
  nature: ["Animals and nature", "🌿"],
  food: ["Food and drink", "🍊"],
  travel: ["Travel and places", "⛵"],
  activities: ["Activities", "⚽"],
  objects: ["Objects", "💡"],
  symbols: ["Symbols", "💜"],
  flags: ["Flags", "🏁"],
  custom: ["Made here", "✨"],
};
const COLUMNS = 8;
const CELL_PX = 36;

interface Cell {
  name: string;
  draw: ComponentChildren;
}

const cellOf = (entry: EmojiEntry, tone: number): Cell => ({
  name: tonedName(entry, tone),
  draw: withTone(entry, tone),
});
const customCell = (one: CustomEmoji): Cell => ({
  name: one.name,
  draw: <img src={client.getCustomEmojiImageUrl(one.id)} alt="" loading="lazy" />,
});

function recentCell(name: string): Cell | undefined {
  const found = resolveEmoji(name);
  if (!found) return undefined;
  return { name, draw: "unicode" in found ? found.unicode : <img src={found.url} alt="" /> };
}

/** Arrow keys move through the grid, across sections. */
function moveInGrid(event: KeyboardEvent, root: HTMLElement, search: HTMLInputElement | null): void {
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
  const step = steps[event.key];
  if (step === undefined) return;
  const cells = [...root.querySelectorAll<HTMLElement>(".emoji-cell")];
  const at = cells.indexOf(document.activeElement as HTMLElement);
  if (at < 0 && step !== COLUMNS) return;
  event.preventDefault();
  const next = at < 0 ? 0 : at + step;
  if (next < 0) search?.focus();
  else cells[Math.min(next, cells.length - 1)]?.focus();
}

/** A section of the grid; drawn only when it comes near, since two thousand buttons take their time. */
function Section({
  id,
  title,
  cells,
  pick,
  over,
}: {
  id: string;
  title: string;
  cells: readonly Cell[];
  pick(name: string): void;
  over(name: string): void;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near || !box.current) return;
    const watcher = new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && setNear(true), {
      rootMargin: "300px",
    });
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [near]);
  const height = Math.ceil(cells.length / COLUMNS) * CELL_PX;
  return (
    <section class="emoji-section" aria-label={title} data-section={id}>
      <h3 class="emoji-section__title">{title}</h3>
      <div ref={box} class="emoji-grid" style={{ minHeight: `${height}px` }}>
        {near &&
          cells.map((cell) => (
            <button
              key={cell.name}
              type="button"
              class="emoji-cell"
              aria-label={cell.name.replaceAll("_", " ")}
              onClick={() => pick(cell.name)}
              onPointerEnter={() => over(cell.name)}
              onFocus={() => over(cell.name)}
            >
              {cell.draw}
            </button>
          ))}
      </div>
    </section>
  );
}

function ToneChoice(): JSX.Element {
  const tones = ["✋", ...TONES.map(([, modifier]) => `✋${modifier}`)];
  const names = ["No skin tone", ...TONES.map(([suffix]) => suffix.replaceAll("_", " "))];
  return (
    <div class="emoji-tones" role="radiogroup" aria-label="Skin tone">
      {tones.map((hand, tone) => (
        <Tooltip key={hand} text={names[tone]}>
          <button
            type="button"
            role="radio"
            class="emoji-tone"
            aria-checked={skinTone.value === tone}
            aria-label={names[tone]}
            onClick={() => chooseTone(tone)}
          >
            {hand}
          </button>
        </Tooltip>
      ))}
    </div>
  );
}

function useSections(query: string): { id: string; title: string; cells: Cell[] }[] | null {
  const table = emojiTable.value;
  const tone = skinTone.value;
  const recent = recentEmoji.value;
  const customs = customEmoji.values();
  useEffect(() => {
    void loadEmojiTable().catch(() => {});
    if (query) void findCustomEmoji(query);
    else client.getCustomEmojis(0, 100, "name").then(receiveEmoji, () => {});
  }, [query]);
  return useMemo(() => {
    if (!table) return null;
    if (query) {
      const own = customs.filter((one) => one.name.includes(query.toLowerCase())).map(customCell);
      return [
        {
          id: "results",
          title: "Results",
          cells: [...own, ...searchEmoji(table, query, 96).map((one) => cellOf(one, tone))],
        },
      ];
    }
    const recents = recent.map(recentCell).filter((cell) => cell !== undefined);
    return [
      ...(recents.length ? [{ id: "recent", title: TITLES.recent[0], cells: recents }] : []),
      ...(customs.length ? [{ id: "custom", title: TITLES.custom[0], cells: customs.map(customCell) }] : []),
      ...table.categories.map(({ id, entries }) => ({
        id,
        title: TITLES[id][0],
        cells: entries.map((one) => cellOf(one, tone)),
      })),
    ];
  }, [table, query, tone, recent, customs.length]);
}

/** The emoji picker: search, recent ones, categories, skin tones. Gives the chosen name. */
export function EmojiPicker({ onPick, onClose }: { onPick(name: string): void; onClose(): void }): JSX.Element {
  const [query, setQuery] = useState("");
  const [over, setOver] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const sections = useSections(query.trim());
  // On a touch screen a focused field would bring up the keyboard over the picker.
  const touch = matchMedia("(pointer: coarse)").matches;
  const pick = (name: string) => {
    noteUsed(name);
    onPick(name);
    onClose();
  };
  const first = sections?.[0]?.cells[0]?.name;
  const shown = over ? resolveEmoji(over) : undefined;
  return (
    <div
      class="emoji-picker"
      onKeyDown={(event) => scroller.current && moveInGrid(event, scroller.current, search.current)}
    >
      <div class="emoji-picker__search input-wrap">
        <IconSearch />
        <input
          ref={search}
          data-autofocus={touch ? undefined : true}
          class="input"
          type="search"
          placeholder="Search emoji"
          aria-label="Search emoji"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !query.trim() || !first) return;
            event.preventDefault();
            pick(first);
          }}
        />
      </div>
      {!query.trim() && (
        <nav class="emoji-picker__tabs" aria-label="Categories">
          {sections?.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              class="emoji-tab"
              aria-label={title}
              title={title}
              onClick={() =>
                scroller.current?.querySelector(`[data-section="${id}"]`)?.scrollIntoView({ block: "start" })
              }
            >
              {TITLES[id as Category][1]}
            </button>
          ))}
        </nav>
      )}
      <div ref={scroller} class="emoji-picker__scroll" tabIndex={-1} data-autofocus={touch ? true : undefined}>
        {!sections && <Spinner page />}
        {sections?.map(({ id, title, cells }) => (
          <Fragment key={id}>
            {cells.length > 0 ? (
              <Section
                key={id === "results" ? query : id}
                id={id}
                title={title}
                cells={cells}
                pick={pick}
                over={setOver}
              />
            ) : (
              <p class="emoji-picker__none muted">Nothing found.</p>
            )}
          </Fragment>
        ))}
      </div>
      <div class="emoji-picker__foot">
        <span class="emoji-picker__shown" aria-hidden="true">
          {shown && ("unicode" in shown ? shown.unicode : <img src={shown.url} alt="" />)}
        </span>
        <span class="truncate small muted grow">{over && `:${over}:`}</span>
        <ToneChoice />
      </div>
      <OwnEmoji onClose={onClose} />
    </div>
  );
}

/** Ways to the emoji made here, where there can be some. */
function OwnEmoji({ onClose }: { onClose(): void }): JSX.Element | null {
  if (!configFlag("EnableCustomEmoji")) return null;
  const leave = (open: () => void) => () => {
    onClose();
    open();
  };
  return (
    <div class="emoji-picker__own">
      {mayAddEmoji() && (
        <Button small kind="quiet" onClick={leave(openAddEmoji)}>
          <IconPlus size={14} /> Add an emoji
        </Button>
      )}
      <Button small kind="quiet" onClick={leave(openEmojiList)}>
        Custom emoji
      </Button>
    </div>
  );
}

/** The picker as a floating box beside `anchor`. */
export function EmojiPopover(props: {
  anchor: Element | DOMRect;
  side?: Side;
  align?: Align;
  onPick(name: string): void;
  onClose(): void;
}): JSX.Element {
  return (
    <Popover
      anchor={props.anchor}
      side={props.side ?? "top"}
      align={props.align ?? "end"}
      onClose={props.onClose}
      label="Choose an emoji"
      class="emoji-popover"
    >
      <EmojiPicker onPick={props.onPick} onClose={props.onClose} />
    </Popover>
  );
}
