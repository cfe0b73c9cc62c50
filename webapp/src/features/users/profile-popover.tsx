import type { UserProfile } from "@mattermost/types/users";
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Button } from "../../../shared/ui/button.js";
import { IconAt, IconMessage, IconSettings } from "../../../shared/ui/icons.js";
import { Avatar } from "../../ui/avatar.js";
import { Popover } from "../../ui/popover.js";
import { openDirect } from "../channels/actions.js";
import { Emoji } from "../emoji/emoji.js";
import { openSettings } from "../profile/open-settings.js";
import { ProfileFacts } from "../profile-attributes/facts.js";
import { customStatusOf } from "../status/custom-status.js";
import { localTime, timeZoneOf } from "./local-time.js";
import { PersonTags } from "./person-tags.js";
import { displayName, myId, presence, presenceWords, user } from "./store.js";
import "../../styles/profile.css";

const shown = signal<{ userId: string; anchor: Element } | undefined>(undefined);

/** Shows a person's profile beside an element. */
export function showProfile(userId: string, anchor: Element): void {
  shown.value = shown.peek()?.anchor === anchor ? undefined : { userId, anchor };
}

/** Drawn once, at the root of the app. */
export function ProfilePopover(): JSX.Element | null {
  const now = shown.value;
  if (!now?.anchor.isConnected) return null;
  const close = () => {
    shown.value = undefined;
  };
  return (
    <Popover key={now.userId} anchor={now.anchor} side="right" label="Profile" onClose={close}>
      <Card person={user(now.userId)} onClose={close} />
    </Popover>
  );
}

function Card({ person, onClose }: { person: UserProfile | undefined; onClose(): void }): JSX.Element {
  if (!person)
    return (
      <div class="profile-card">
        <p class="muted">Nothing is known about this person.</p>
      </div>
    );
  const full = `${person.first_name} ${person.last_name}`.trim();
  const status = customStatusOf(person);
  const own = person.id === myId.value;
  const zone = timeZoneOf(person.timezone);
  return (
    <div class="profile-card">
      <div class="profile-card__head">
        <Avatar user={person} size={96} presence={person.is_bot ? undefined : presence(person.id)} />
      </div>
      <h3>
        {displayName(person)} <PersonTags person={person} />
      </h3>
      <p class="muted">
        @{person.username}
        {full && full !== displayName(person) ? ` · ${full}` : ""}
      </p>
      {person.position && <p>{person.position}</p>}
      {person.is_bot && person.bot_description && <p>{person.bot_description}</p>}
      {status && (
        <p class="profile-card__status">
          <Emoji name={status.emoji || "speech_balloon"} size={18} />
          {status.text}
        </p>
      )}
      <dl class="profile-card__facts">
        {!person.is_bot && (
          <>
            <dt>Now</dt>
            <dd>{presenceWords[presence(person.id)]}</dd>
          </>
        )}
        {zone && !own && (
          <>
            <dt>Local time</dt>
            <dd>{localTime(zone)}</dd>
          </>
        )}
        {person.email && (
          <>
            <dt>Email</dt>
            <dd class="truncate">
              <a href={`mailto:${person.email}`}>{person.email}</a>
            </dd>
          </>
        )}
        {!person.is_bot && <ProfileFacts userId={person.id} />}
      </dl>
      <div class="profile-card__actions">
        {own ? (
          <Button
            small
            onClick={() => {
              onClose();
              openSettings("profile");
            }}
          >
            <IconSettings size={16} />
            Edit profile
          </Button>
        ) : (
          <Button
            small
            kind="primary"
            onClick={() => {
              onClose();
              void openDirect(person.id);
            }}
          >
            <IconMessage size={16} />
            Message
          </Button>
        )}
        <Button
          small
          onClick={() => {
            onClose();
            mention(person.username);
          }}
        >
          <IconAt size={16} />
          Mention
        </Button>
      </div>
    </div>
  );
}

/** Writes "@name " into the composer of the channel on screen. */
function mention(username: string): void {
  const field = document.querySelector<HTMLTextAreaElement>(".channel-body textarea");
  if (!field) return;
  field.focus();
  const before = field.value.slice(0, field.selectionStart);
  field.setRangeText(
    `${before && !/\s$/.test(before) ? " " : ""}@${username} `,
    field.selectionStart,
    field.selectionEnd,
    "end",
  );
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
