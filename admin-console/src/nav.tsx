import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { drafts, settingsState } from "./features/settings/store.js";
import { to } from "./lib/routes.js";
import { pages } from "./pages.js";

interface Entry {
  path: string;
  title: string;
  group: string;
  current: boolean;
  /** Whether changes wait to be saved there. */
  edited: boolean;
}

function entries([first, item]: readonly [string, string]): Entry[] {
  const own = pages
    .filter(({ may }) => may())
    .map(({ id, title, group }) => ({ path: id, title, group, current: id === first, edited: false }));
  const settings = (settingsState.value?.pages ?? []).map(({ id, title, group }) => ({
    path: `settings/${id}`,
    title,
    group: `Settings: ${group}`,
    current: first === "settings" && item === id,
    edited:
      settingsState.value?.settings.some((setting) => setting.page === id && drafts.value.has(setting.path)) ?? false,
  }));
  const last = (entry: Entry) => entry.group === "Records" || entry.group === "Help";
  return [...own.filter((entry) => !last(entry)), ...settings, ...own.filter(last)];
}

export function Nav({
  open,
  onClose,
  current,
}: {
  open: boolean;
  onClose(): void;
  current: readonly [string, string];
}): JSX.Element {
  const list = entries(current);
  const groups = [...new Set(list.map(({ group }) => group))];
  const nav = useRef<HTMLElement>(null);
  const here = list.find((entry) => entry.current)?.path;
  useEffect(() => {
    // The list is longer than most screens: whoever comes by a link sees where they are.
    const row = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (!nav.current || !row) return;
    const at = row.getBoundingClientRect();
    const frame = nav.current.getBoundingClientRect();
    if (at.top < frame.top || at.bottom > frame.bottom) nav.current.scrollTop += at.top - frame.top - frame.height / 2;
  }, [here]);
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [open]);
  return (
    <>
      {open && <div class="nav-scrim" onClick={onClose} />}
      <nav ref={nav} class="nav" id="nav" aria-label="Console" data-open={open}>
        {groups.map((group) => (
          <div key={group}>
            <h2>{group}</h2>
            <ul>
              {list
                .filter((entry) => entry.group === group)
                .map((entry) => (
                  <li key={entry.path}>
                    <a href={to(entry.path)} aria-current={entry.current ? "page" : undefined}>
                      {entry.title}
                      {entry.edited && <span class="badge badge--warn">not saved</span>}
                    </a>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
    </>
  );
}
