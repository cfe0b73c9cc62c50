import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Align, Side } from "../../shared/ui/place.js";
import { Popover } from "./popover.js";

export interface MenuItem {
  label: string;
  icon?: ComponentChildren;
  hint?: ComponentChildren;
  danger?: boolean;
  disabled?: boolean;
  /** For choices: drawn as a check mark and announced as checked. */
  checked?: boolean;
  href?: string;
  onSelect?(): void;
}

export type MenuEntry = MenuItem | "separator" | { heading: string } | false | undefined;

export interface MenuProps {
  items: MenuEntry[];
  anchor: Element | DOMRect;
  onClose(): void;
  label: string;
  side?: Side;
  align?: Align;
}

function moveFocus(event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const list = event.currentTarget as HTMLElement;
  const items = [...list.querySelectorAll<HTMLElement>(".menu__item:not(:disabled)")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  let next = -1;
  if (event.key in steps) next = (at + (steps[event.key] ?? 0) + items.length) % items.length;
  else if (event.key === "Home") next = 0;
  else if (event.key === "End") next = items.length - 1;
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const letter = event.key.toLowerCase();
    next = items.findIndex((item, i) => i > at && item.textContent?.trim().toLowerCase().startsWith(letter));
    if (next < 0) next = items.findIndex((item) => item.textContent?.trim().toLowerCase().startsWith(letter));
  }
  if (next < 0) return;
  event.preventDefault();
  items[next]?.focus();
}

/** An open menu. Arrow keys, Home, End and first letters move; Esc and Tab leave. */
export function Menu({ items, anchor, onClose, label, side, align }: MenuProps): JSX.Element {
  return (
    <Popover anchor={anchor} onClose={onClose} side={side} align={align} role="menu" label={label} class="menu">
      <div
        onKeyDown={(event) => {
          if (event.key === "Tab") onClose();
          else moveFocus(event);
        }}
      >
        {items.map((item, i) => {
          if (!item) return null;
          if (item === "separator") return <hr key={i} class="menu__separator" />;
          if ("heading" in item)
            return (
              <div key={i} class="menu__heading">
                {item.heading}
              </div>
            );
          return <MenuRow key={item.label} item={item} onClose={onClose} />;
        })}
      </div>
    </Popover>
  );
}

function MenuRow({ item, onClose }: { item: MenuItem; onClose(): void }): JSX.Element {
  const inner = (
    <>
      {item.icon}
      <span class="truncate">{item.label}</span>
      {item.checked && (
        <span class="menu__hint" aria-hidden="true">
          ✓
        </span>
      )}
      {item.hint && <span class="menu__hint">{item.hint}</span>}
    </>
  );
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const classes = `menu__item${item.danger ? " menu__item--danger" : ""}`;
  const select = () => {
    onClose();
    item.onSelect?.();
  };
  if (item.href) {
    return (
      <a class={classes} role={role} href={item.href} onClick={select}>
        {inner}
      </a>
    );
  }
  return (
    <button
      type="button"
      class={classes}
      role={role}
      aria-checked={item.checked}
      disabled={item.disabled}
      onClick={select}
    >
      {inner}
    </button>
  );
}

export interface MenuButtonProps {
  items(): MenuEntry[];
  label: string;
  side?: Side;
  align?: Align;
  /** Draws the button; spread the given props on it. */
  button(props: { onClick(event: MouseEvent): void; "aria-haspopup": "menu"; "aria-expanded": boolean }): JSX.Element;
}

/** A button that opens a menu. The items are built when it opens. */
export function MenuButton({ items, label, side, align, button }: MenuButtonProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const anchor = useRef<Element | null>(null);
  return (
    <>
      {button({
        onClick: (event) => {
          anchor.current = event.currentTarget as Element;
          setOpen(!open);
        },
        "aria-haspopup": "menu",
        "aria-expanded": open,
      })}
      {open && anchor.current && (
        <Menu
          items={items()}
          anchor={anchor.current}
          label={label}
          side={side}
          align={align}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
