import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { IconButton } from "../../../shared/ui/button.js";
import { IconClose, IconSearch } from "../../../shared/ui/icons.js";
import { type Offer, offersFor, operatorAtEnd, withOffer } from "./completion.js";
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
  const [offers, setOffers] = useState<Offer[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    let current = true;
    setAt(-1);
    const ask = () => offersFor(text).then((found) => current && setOffers(found));
    // Not for every letter of a name.
    const timer = setTimeout(() => void ask(), operatorAtEnd(text) ? 120 : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);
  const take = (offer: Offer) => {
    setText(withOffer(text, offer.value));
    input.current?.focus();
  };
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
      const count = offers.length || (text ? 0 : recent.length);
      if (!open || count === 0) return;
      event.preventDefault();
      setAt(event.key === "ArrowDown" ? (at + 1) % count : at <= 0 ? count - 1 : at - 1);
    } else if (event.key === "Tab" && !event.shiftKey && open && offers.length > 0) {
      event.preventDefault();
      take(offers[Math.max(at, 0)] as Offer);
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
        const chosen = offers[at];
        if (open && chosen) take(chosen);
        else run(at >= 0 && !text ? (recent[at] ?? "") : text);
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
        aria-autocomplete="list"
        aria-controls={offers.length > 0 ? id : undefined}
        aria-activedescendant={offers[at] ? `${id}-${at}` : undefined}
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
          {offers.length > 0 && <Offers id={id} offers={offers} at={at} onTake={take} />}
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

interface OffersProps {
  id: string;
  offers: readonly Offer[];
  at: number;
  onTake(offer: Offer): void;
}

/** The people or channels an operator may be followed by. */
function Offers({ id, offers, at, onTake }: OffersProps): JSX.Element {
  return (
    <div id={id} role="listbox" aria-label="Suggestions">
      {offers.map((offer, i) => (
        <div
          key={offer.value}
          id={`${id}-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === at}
          class="search__offer"
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(offer)}
        >
          <span class="truncate">{offer.label}</span>
          <span class="muted small">{offer.hint}</span>
        </div>
      ))}
    </div>
  );
}
