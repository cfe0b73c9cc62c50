import { HeightIndex } from "./height-index.js";

const OVERSCAN = 900;
/** Rows must reach this far beyond the visible part, else more are drawn. */
const NEEDED = 300;
const NEAR = 1200;
const AT_END = 32;

interface Anchor {
  key: string;
  /** Where the row begins, in px below the upper edge of what is visible. */
  top: number;
}

export interface ListEvents {
  redraw(): void;
  nearStart(): void;
  nearEnd(): void;
  atEnd(value: boolean): void;
}

/**
 * Keeps a long list still while its content changes: pages arrive above, pictures load, rows are
 * measured. Only rows near the visible part are drawn; the rest is empty room of the right height.
 * The first visible row stays where it is, or the end stays in sight if one is reading there.
 */
export class ListController {
  readonly index: HeightIndex;
  readonly #events: ListEvents;
  #scroller: HTMLElement | null = null;
  #content: HTMLElement | null = null;
  #anchors: Anchor[] = [];
  #stick = true;
  /** Whether the list's last row is really the newest, so that sticking to the end makes sense. */
  #complete = true;
  #drawn: [from: number, to: number] = [0, 0];
  #observed = new Map<Element, string>();
  #resize: ResizeObserver | undefined;
  #lastAtEnd: boolean | undefined;
  #lastTop = -1;

  constructor(estimate: number, events: ListEvents) {
    this.index = new HeightIndex(estimate);
    this.#events = events;
  }

  /** Where the list begins: at its end, or with a row at a share of the visible height. */
  startAt(key: string | undefined, share: number): void {
    this.#stick = key === undefined;
    const height = this.#scroller?.clientHeight ?? 600;
    this.#anchors = key === undefined ? [] : [{ key, top: Math.round(height * share) }];
  }

  attach(scroller: HTMLElement, content: HTMLElement): () => void {
    this.#scroller = scroller;
    this.#content = content;
    this.#resize = new ResizeObserver((entries) => this.#onResize(entries));
    this.#resize.observe(scroller);
    return () => {
      this.#resize?.disconnect();
      this.#observed.clear();
      this.#scroller = null;
      this.#content = null;
    };
  }

  setKeys(keys: readonly string[], complete: boolean): void {
    this.#complete = complete;
    this.index.setKeys(keys);
  }

  /** The rows to draw now, and the empty room before and after them, in px. */
  layout(): { from: number; to: number; before: number; after: number } {
    const height = this.#scroller?.clientHeight || 800;
    const [from, to] = this.index.range(this.#wantedTop(height), height, OVERSCAN);
    this.#drawn = [from, to];
    return { from, to, before: this.index.offset(from), after: this.index.total - this.index.offset(to) };
  }

  /** Height from the top of the rows at which the visible part should begin. */
  #wantedTop(height: number): number {
    if (this.#stick && this.#complete) return Math.max(0, this.index.total - height);
    for (const anchor of this.#anchors) {
      const position = this.index.positionOf(anchor.key);
      if (position >= 0) return Math.max(0, this.index.offset(position) - anchor.top);
    }
    return this.#scroller ? this.#scroller.scrollTop - this.#head() : Math.max(0, this.index.total - height);
  }

  #head(): number {
    return this.#content?.offsetTop ?? 0;
  }

  /** After every drawing, before the screen shows it: measures and puts the list where it belongs. */
  settle(): void {
    if (!this.#content || !this.#scroller || this.#scroller.clientHeight === 0) return;
    for (const row of this.#content.children) {
      const key = (row as HTMLElement).dataset["key"] ?? "";
      this.index.measure(key, row.getBoundingClientRect().height);
      if (this.#observed.get(row) === key) continue;
      if (!this.#observed.has(row)) this.#resize?.observe(row);
      this.#observed.set(row, key);
    }
    for (const row of this.#observed.keys()) {
      if (row.isConnected) continue;
      this.#resize?.unobserve(row);
      this.#observed.delete(row);
    }
    this.#restore();
    // The first row is measured now; from here on the second one is the better hold.
    if (!this.#stick && this.#anchors[0]?.key === this.index.keys[0]) this.#remember();
    this.#check();
  }

  #restore(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const end = scroller.scrollHeight - scroller.clientHeight;
    if (this.#stick && this.#complete) {
      if (Math.abs(scroller.scrollTop - end) > 0.5) scroller.scrollTop = end;
      this.#lastTop = scroller.scrollTop;
      return;
    }
    const anchor = this.#anchors.find(({ key }) => this.index.positionOf(key) >= 0);
    if (anchor) {
      const top = Math.min(
        end,
        Math.max(0, this.#head() + this.index.offset(this.index.positionOf(anchor.key)) - anchor.top),
      );
      if (Math.abs(scroller.scrollTop - top) > 0.5) scroller.scrollTop = top;
      this.#lastTop = scroller.scrollTop;
    }
  }

  #onResize(entries: readonly ResizeObserverEntry[]): void {
    let changed = false;
    for (const { target, borderBoxSize } of entries) {
      if (target === this.#scroller) {
        changed = true;
        continue;
      }
      const key = this.#observed.get(target);
      if (key === undefined || !target.isConnected) continue;
      const height = borderBoxSize[0]?.blockSize ?? target.getBoundingClientRect().height;
      if (this.index.measure(key, height)) changed = true;
    }
    if (!changed || !this.#scroller?.clientHeight) return;
    this.#restore();
    this.#check();
  }

  /** The person (or the browser for them) scrolled. */
  scrolled(): void {
    const scroller = this.#scroller;
    if (!scroller || scroller.clientHeight === 0 || this.index.length === 0) return;
    // The echo of our own placing says nothing new.
    if (Math.abs(scroller.scrollTop - this.#lastTop) < 1) return;
    this.#lastTop = scroller.scrollTop;
    this.#stick = this.#complete && this.#distanceToEnd() < AT_END;
    this.#remember();
    this.#check();
  }

  #distanceToEnd(): number {
    const scroller = this.#scroller;
    return scroller ? scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight : 0;
  }

  #remember(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const top = scroller.scrollTop - this.#head();
    const first = this.index.at(Math.max(0, top));
    this.#anchors = [];
    for (let i = first; i < this.index.length && this.#anchors.length < 8; i++) {
      this.#anchors.push({ key: this.index.keys[i] ?? "", top: this.index.offset(i) - top });
    }
    // The very first row loses its date line when older rows come in front: it holds nothing in place.
    const second = this.#anchors[1];
    if (first === 0 && second && this.index.isMeasured(this.index.keys[0] ?? ""))
      this.#anchors = [second, ...this.#anchors.filter((anchor) => anchor !== second)];
  }

  /** Draws more rows when those at hand do not reach far enough, and tells who loads pages. */
  #check(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const top = scroller.scrollTop - this.#head();
    const height = scroller.clientHeight;
    const [from, to] = this.index.range(top, height, NEEDED);
    if (from < this.#drawn[0] || to > this.#drawn[1]) this.#events.redraw();
    if (top < NEAR) this.#events.nearStart();
    if (this.#distanceToEnd() < NEAR) this.#events.nearEnd();
    const atEnd = this.#complete && this.#distanceToEnd() < AT_END;
    if (atEnd !== this.#lastAtEnd) {
      this.#lastAtEnd = atEnd;
      this.#events.atEnd(atEnd);
    }
  }

  /** Shows the end and stays there. */
  toEnd(): void {
    this.#stick = true;
    this.#lastAtEnd = undefined;
    this.#events.redraw();
  }

  /** Shows a row at a share of the visible height. Answers false if the list does not have it. */
  toKey(key: string, share: number): boolean {
    if (this.index.positionOf(key) < 0) return false;
    this.startAt(key, share);
    this.#events.redraw();
    return true;
  }

  /** Moves as little as needed to make a row visible (keyboard). */
  reveal(key: string): void {
    const position = this.index.positionOf(key);
    const scroller = this.#scroller;
    if (position < 0 || !scroller) return;
    const margin = 12;
    const view = scroller.clientHeight;
    const top = this.#head() + this.index.offset(position) - scroller.scrollTop;
    const height = this.index.offset(position + 1) - this.index.offset(position);
    if (top >= margin && top + height <= view - margin) return;
    // A row that was never drawn has no known height yet: its upper edge is what can be placed.
    const below =
      top > margin && this.index.isMeasured(key)
        ? Math.max(margin, view - height - margin)
        : top > margin
          ? view / 2
          : margin;
    this.#stick = false;
    this.#anchors = [{ key, top: below - this.#headVisible(position) }];
    this.#events.redraw();
  }

  // Above the first row stands the beginning of the channel: it comes into view with it.
  #headVisible(position: number): number {
    return position === 0 ? -this.#head() : 0;
  }
}
