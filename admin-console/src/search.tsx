import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type * as api from "../../core/api/reports.js";
import { guidePages } from "./features/help/guide.js";
import { settingsState } from "./features/settings/store.js";
import { call } from "./lib/client.js";
import { fullName } from "./lib/format.js";
import { can } from "./lib/session.js";
import { pages } from "./pages.js";

interface Hit {
  title: string;
  detail: string;
  path: string;
}

const LIMIT = 12;

/** How well words fit a text: each must be in it; those that begin the title count most. */
function score(words: readonly string[], title: string, rest: string): number {
  const name = title.toLowerCase();
  const all = `${name} ${rest.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return 0;
  return words.reduce((sum, word) => sum + (name.startsWith(word) ? 4 : name.includes(word) ? 3 : 1), 0);
}

function localHits(text: string): Hit[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const titles = new Map(settingsState.value?.pages.map((page) => [page.id, page.title]));
  const scored = [
    ...pages
      .filter(({ may }) => may())
      .map((page) => ({
        points: 2 * score(words, page.title, page.words),
        hit: { title: page.title, detail: page.group, path: page.id },
      })),
    ...guidePages.map((page) => ({
      points: score(words, page.title, `guide help ${page.lead} ${page.words}`),
      hit: { title: page.title, detail: `Guide · ${page.lead}`, path: `help/${page.id}` },
    })),
    ...(settingsState.value?.settings ?? []).map((setting) => ({
      points: score(
        words,
        setting.title,
        `${setting.help} ${setting.path} ${setting.variable} ${titles.get(setting.page)}`,
      ),
      hit: {
        title: setting.title,
        detail: `${titles.get(setting.page)} · ${setting.help}`,
        path: `settings/${setting.page}#${setting.path}`,
      },
    })),
  ];
  return scored
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, LIMIT)
    .map(({ hit }) => hit);
}

async function people(text: string): Promise<Hit[]> {
  if (text.trim().length < 2 || !can("sysconsole_read_user_management_users")) return [];
  const found = await call<typeof api.reportUsers>("GET", "/api/v4/reports/users", {
    query: { search_term: text.trim(), page_size: 5 },
  });
  return found.map((user) => ({
    title: `@${user.username}`,
    detail: [fullName(user), user.email].filter(Boolean).join(" · "),
    path: `users/${user.id}`,
  }));
}

/** One box that finds pages, settings and people. */
export function Search({ go }: { go(address: string): void }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [persons, setPersons] = useState<Hit[]>([]);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const hits = useMemo(() => [...persons, ...localHits(text)], [text, persons, settingsState.value]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, dialog");
      if (((event.ctrlKey || event.metaKey) && event.key === "k") || (event.key === "/" && !typing)) {
        event.preventDefault();
        input.current?.focus();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  useEffect(() => {
    let current = true;
    setAt(0);
    const timer = setTimeout(
      () =>
        people(text).then(
          (found) => current && setPersons(found),
          () => current && setPersons([]),
        ),
      200,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);

  const choose = (hit: Hit | undefined) => {
    if (!hit) return;
    setOpen(false);
    setText("");
    setPersons([]);
    input.current?.blur();
    go(hit.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((old) => (old + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % Math.max(1, hits.length));
    } else if (event.key === "Enter") choose(hits[at]);
    else if (event.key === "Escape") {
      setOpen(false);
      setText("");
    }
  };
  const shown = open && text.trim() !== "";
  return (
    <search class="search">
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Search settings, pages and people"
        aria-expanded={shown}
        aria-controls="search-list"
        aria-autocomplete="list"
        aria-activedescendant={shown && hits[at] ? `search-${at}` : undefined}
        placeholder="Search settings and people"
        autocomplete="off"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div class="search__list" id="search-list" role="listbox" aria-label="Found">
          {hits.map((hit, index) => (
            <div
              key={hit.path}
              id={`search-${index}`}
              class="search__item"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              // Before the input loses the focus, which would close the list.
              onPointerDown={(event) => {
                event.preventDefault();
                choose(hit);
              }}
            >
              {hit.title}
              <small>{hit.detail}</small>
            </div>
          ))}
          {hits.length === 0 && (
            <div class="search__item" role="option" tabIndex={-1} aria-selected="false" aria-disabled="true">
              Nothing found
            </div>
          )}
        </div>
      )}
    </search>
  );
}
