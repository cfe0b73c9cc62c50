import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { IconButton } from "../../../shared/ui/button.js";
import { IconClose } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { Avatar } from "../../ui/avatar.js";
import { useSearch } from "../channels/use-search.js";
import { PersonTags } from "./person-tags.js";
import { displayName, presence, receiveUsers } from "./store.js";

export interface PeoplePickerProps {
  label: string;
  picked: readonly UserProfile[];
  onPicked(people: UserProfile[]): void;
  find(term: string): Promise<UserProfile[]>;
  max?: number;
}

/** Chooses people: type to find, arrow keys and Enter to pick, Backspace to take back. */
export function PeoplePicker({ label, picked, onPicked, find, max = 50 }: PeoplePickerProps): JSX.Element {
  const [term, setTerm] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const { items, loading, error } = useSearch(term, async (text) => {
    const found = await find(text);
    receiveUsers(found);
    return found;
  });
  const shown = items.filter((one) => !picked.some((other) => other.id === one.id));
  const pick = (person: UserProfile | undefined) => {
    if (!person || picked.length >= max) return;
    onPicked([...picked, person]);
    setTerm("");
    setAt(0);
    input.current?.focus();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((at + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % Math.max(1, shown.length));
    } else if (event.key === "Enter" && shown[at]) {
      event.preventDefault();
      pick(shown[at]);
    } else if (event.key === "Backspace" && term === "" && picked.length > 0) onPicked(picked.slice(0, -1));
  };
  return (
    <div class="stack">
      <div class="chips" onClick={() => input.current?.focus()}>
        {picked.map((person) => (
          <span key={person.id} class="chip">
            <Avatar user={person} size={20} />
            {displayName(person)}
            <IconButton
              small
              label={`Remove ${displayName(person)}`}
              onClick={() => onPicked(picked.filter((one) => one.id !== person.id))}
            >
              <IconClose size={14} />
            </IconButton>
          </span>
        ))}
        <input
          ref={input}
          data-autofocus
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls="people-found"
          aria-activedescendant={shown[at] ? `person-${shown[at]?.id}` : undefined}
          autocomplete="off"
          placeholder={picked.length === 0 ? label : picked.length >= max ? "" : "Add another person"}
          value={term}
          onInput={(event) => {
            setTerm(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={key}
        />
      </div>
      {error && <p class="notice notice--error">{error}</p>}
      <div id="people-found" class="pick-list" role="listbox" aria-label="People found" aria-busy={loading}>
        {shown.map((person, i) => (
          <div
            key={person.id}
            id={`person-${person.id}`}
            class="pick-list__row"
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            onPointerEnter={() => setAt(i)}
            onClick={() => pick(person)}
          >
            <span class="pick-list__main">
              <Avatar user={person} size={32} presence={presence(person.id)} />
              <span class="person-row__text">
                <span class="truncate">{displayName(person)}</span>
                <small class="truncate">
                  @{person.username}
                  {person.position ? ` · ${person.position}` : ""}
                </small>
              </span>
            </span>
            <PersonTags person={person} />
          </div>
        ))}
      </div>
      {loading && items.length === 0 && <Spinner />}
      {!loading && !error && shown.length === 0 && <p class="muted">Nobody matches.</p>}
    </div>
  );
}
