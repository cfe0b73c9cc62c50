import type { ComponentChildren, JSX } from "preact";

export interface TabsProps<T extends string> {
  label: string;
  value: T;
  tabs: ReadonlyArray<{ id: T; label: ComponentChildren }>;
  onSelect(id: T): void;
}

/** A row of tabs; arrow keys move between them. The panel is drawn by the caller. */
export function Tabs<T extends string>({ label, value, tabs, onSelect }: TabsProps<T>): JSX.Element {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    const at = tabs.findIndex((tab) => tab.id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")[tabs.indexOf(next)]?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map((tab) => (
        <button key={tab.id} type="button" role="tab" class="tab" aria-selected={tab.id === value} tabIndex={tab.id === value ? 0 : -1} onClick={() => onSelect(tab.id)}>
          {tab.label}
        </button>
      ))}
    </div>
  );
}
