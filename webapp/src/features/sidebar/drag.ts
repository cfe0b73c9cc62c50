import type { ChannelCategory } from "@mattermost/types/channel_categories";
import { computed, signal } from "@preact/signals";
import { placeCategory, placeInSidebar, takes } from "./moves.js";
import { effectiveSorting } from "./sort.js";
import { categories } from "./store.js";

/** What is being dragged in the sidebar. */
interface Dragged {
  kind: "channel" | "category";
  id: string;
  teamId: string;
}

/** Where it would go: before a row or a category, at an end (""), or into a category that sorts by itself. */
interface Target {
  kind: "channel" | "category";
  categoryId: string;
  before: string;
  into: boolean;
}

const dragged = signal<Dragged | undefined>();
const target = signal<Target | undefined>();

/** Where the thing being dragged would go, as one word, so that only what changes is drawn again. */
const mark = computed(() => {
  const at = target.value;
  if (!at) return "";
  if (at.kind === "category") return `category ${at.before}`;
  return at.into ? `into ${at.categoryId}` : at.before ? `before ${at.before}` : `end ${at.categoryId}`;
});

/** Whether a channel is being dragged that a category would take. Followed. */
export const mayTake = (category: ChannelCategory): boolean =>
  dragged.value?.kind === "channel" && takes(category, dragged.value.id);

export const isDragged = (id: string): boolean => dragged.value?.id === id;

/** The mark of a row: the channel being dragged would go before it. */
export const rowMark = (channelId: string) => (mark.value === `before ${channelId}` ? "before" : undefined);

/** The mark of a category. */
export function categoryMark(id: string): "before" | "into" | "end" | undefined {
  const now = mark.value;
  if (now === `category ${id}`) return "before";
  return now === `into ${id}` ? "into" : now === `end ${id}` ? "end" : undefined;
}

/** True while a category being dragged would go below all others. */
export const atFoot = () => mark.value === "category ";

function begin(event: DragEvent, what: Dragged): void {
  const { dataTransfer } = event;
  if (!dataTransfer) return;
  // A channel stays a link for other places: dropped in a text, it leaves its address.
  dataTransfer.effectAllowed = what.kind === "channel" ? "all" : "move";
  dataTransfer.setData("application/x-courtyard", what.id);
  // Later: a page that changes while a drag begins can end it.
  setTimeout(() => {
    dragged.value = what;
  });
}

function end(): void {
  dragged.value = undefined;
  target.value = undefined;
}

/** Props of what can be dragged. A long press with a finger opens the menu instead, which moves things too. */
export function dragProps(kind: Dragged["kind"], id: string, teamId: string) {
  return {
    draggable: true,
    onDragStart: (event: DragEvent) => {
      if (byTouch) event.preventDefault();
      else begin(event, { kind, id, teamId });
    },
    onDragEnd: end,
  };
}

let byTouch = false;
if (typeof addEventListener === "function") {
  const pressed = (event: PointerEvent) => {
    byTouch = event.pointerType === "touch";
    // A row that went away while it was dragged never told the end.
    if (dragged.peek()) end();
  };
  addEventListener("pointerdown", pressed, { capture: true });
}

const middle = (element: Element) => {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
};

function channelTarget(section: Element, category: ChannelCategory, what: Dragged, y: number): Target | undefined {
  if (!takes(category, what.id)) return undefined;
  const rows = [...section.querySelectorAll<HTMLElement>("[data-row]")];
  const own = rows.some((row) => row.dataset["row"] === what.id);
  const into = !own && effectiveSorting(category) !== "manual";
  const before = into ? "" : (rows.find((row) => middle(row) > y)?.dataset["row"] ?? "");
  return { kind: "channel", categoryId: category.id, before, into };
}

function categoryTarget(section: Element, category: ChannelCategory, y: number): Target {
  const order = categories(category.team_id).map((one) => one.id);
  const before = middle(section) > y ? category.id : (order[order.indexOf(category.id) + 1] ?? "");
  return { kind: "category", categoryId: category.id, before, into: false };
}

const same = (a: Target | undefined, b: Target | undefined) =>
  a?.kind === b?.kind && a?.categoryId === b?.categoryId && a?.before === b?.before && a?.into === b?.into;

/** Props of a category, on which channels and other categories are dropped. */
export function dropProps(category: ChannelCategory) {
  return {
    onDragOver: (event: DragEvent & { currentTarget: Element }) => {
      const what = dragged.peek();
      if (!what || what.teamId !== category.team_id) return;
      const next =
        what.kind === "channel"
          ? channelTarget(event.currentTarget, category, what, event.clientY)
          : categoryTarget(event.currentTarget, category, event.clientY);
      if (!same(next, target.peek())) target.value = next;
      if (!next) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "move";
    },
    onDrop: (event: DragEvent) => {
      const [what, at] = [dragged.peek(), target.peek()];
      if (!what || !at) return;
      event.preventDefault();
      end();
      if (what.kind === "channel") void placeInSidebar(what.teamId, what.id, at);
      else void placeCategory(what.teamId, what.id, at.before);
    },
  };
}

/** Props of the whole list: outside it nothing would be moved. */
export const leaveProps = {
  onDragLeave: (event: DragEvent & { currentTarget: Element }) => {
    const to = event.relatedTarget;
    if (!(to instanceof Node && event.currentTarget.contains(to))) target.value = undefined;
  },
};

/** Ctrl+Shift+Up and Down, pressed on a row or a category's name, move it; returns whether it was that. */
export function movesBy(event: KeyboardEvent): -1 | 1 | undefined {
  if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.altKey) return undefined;
  return event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : undefined;
}
