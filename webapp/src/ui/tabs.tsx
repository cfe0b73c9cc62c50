import type { ComponentChildren, JSX } from "preact";

export interface TabsProps<T extends string> {
  label: string;
  value: T;
  tabs: ReadonlyArray<{ id: T; label: ComponentChildren }>;
  onSelect(id: T): void;
  /** One below the other; Up and Down move too. */
  vertical?: boolean;
}

const FORWARD = new Set(["ArrowRight", "ArrowDown"]);
const BACKWARD = new Set(["ArrowLeft", "ArrowUp"]);

/** A row of tabs; arrow keys move between them. The panel is drawn by the caller. */
export function Tabs<T extends string>({ label, value, tabs, onSelect, vertical }: TabsProps<T>): JSX.Element {
  const move = (event: KeyboardEvent) => {
    const step = FORWARD.has(event.key) ? 1 : BACKWARD.has(event.key) ? -1 : 0;
    if (!step) return;
    const at = tabs.findIndex((tab) => tab.id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")[tabs.indexOf(next)]?.focus();
  };
  return (
    <div
      class={vertical ? "tabs tabs--vertical" : "tabs"}
      role="tablist"
      aria-orientation={vertical ? "vertical" : "horizontal"}
      aria-label={label}
      onKeyDown={move}
    >
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          class="tab"
          aria-selected={tab.id === value}
          tabIndex={tab.id === value ? 0 : -1}
          onClick={() => onSelect(tab.id)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
