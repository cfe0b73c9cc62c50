import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { IconButton } from "../../ui/button.js";
import { IconClose, IconSearch } from "../../ui/icons.js";
import { forgetSearch, recentSearches, search, terms } from "./store.js";
import "../../styles/search.css";

const OPERATORS: ReadonlyArray<[string, string]> = [
  ["from:", "a person's messages"],
  ["in:", "a channel"],
  ["before:", "a date like 2026-05-31"],
  ["after:", "a date"],
  ["on:", "a day"],
  ['"…"', "the exact words"],
  ["-", "without a word"],
];

/** The search field. Opens recent searches and the operators below itself. */
export function SearchBox({ autofocus }: { autofocus?: boolean }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState(terms.value);
  const [recent, setRecent] = useState<string[]>([]);
  const [at, setAt] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const run = (term: string) => {
    setText(term);
    setOpen(false);
    input.current?.blur();
    void search(term);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape" && open) {
      event.preventDefault();
      setOpen(false);
      input.current?.blur();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open || text || recent.length === 0) return;
      event.preventDefault();
      setAt((at + (event.key === "ArrowDown" ? 1 : recent.length)) % recent.length);
    }
  };
  const insert = (operator: string) => {
    const part = operator === '"…"' ? '""' : operator;
    const next = `${text}${text && !/\s$/.test(text) ? " " : ""}${part}`;
    setText(next);
    input.current?.focus();
    requestAnimationFrame(() =>
      input.current?.setSelectionRange(next.length - (part === '""' ? 1 : 0), next.length - (part === '""' ? 1 : 0)),
    );
  };
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        run(at >= 0 && !text ? (recent[at] ?? "") : text);
      }}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <IconSearch size={16} />
      <input
        ref={input}
        data-search={autofocus ? undefined : "true"}
        class="search__input"
        type="search"
        enterkeyhint="search"
        aria-label="Search messages and files"
        placeholder="Search"
        autocomplete="off"
        value={text}
        onFocus={() => {
          setRecent(recentSearches());
          setAt(-1);
          setOpen(true);
        }}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={key}
      />
      {text !== "" && (
        <IconButton
          small
          class="search__clear"
          label="Clear the search"
          onClick={() => {
            setText("");
            input.current?.focus();
          }}
        >
          <IconClose size={14} />
        </IconButton>
      )}
      {open && (
        // tabIndex: a press on the panel keeps the focus inside the form.
        <div class="search__panel" tabIndex={-1}>
          {!text && recent.length > 0 && (
            <>
              <p class="menu__heading">Recent</p>
              {recent.map((term, i) => (
                <div key={term} class="search__recent" data-at={i === at}>
                  <button type="button" class="menu__item" onClick={() => run(term)}>
                    <IconSearch size={16} />
                    <span class="truncate">{term}</span>
                  </button>
                  <IconButton
                    small
                    label={`Forget "${term}"`}
                    onClick={() => {
                      forgetSearch(term);
                      setRecent(recentSearches());
                    }}
                  >
                    <IconClose size={14} />
                  </IconButton>
                </div>
              ))}
            </>
          )}
          <p class="menu__heading">Narrow it down</p>
          <div class="search__operators">
            {OPERATORS.map(([operator, meaning]) => (
              <button key={operator} type="button" class="search__operator" onClick={() => insert(operator)}>
                <b>{operator}</b> {meaning}
              </button>
            ))}
          </div>
        </div>
      )}
    </form>
  );
}
