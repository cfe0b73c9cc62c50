import type { UserProfile } from "@mattermost/types/users";
import type { ComponentChildren, JSX } from "preact";
import { Avatar } from "../../ui/avatar.js";
import { PersonTags } from "./person-tags.js";
import { showProfile } from "./profile-popover.js";
import { displayName, myId, presence } from "./store.js";

/** A person in a list: picture, name, user name; opens their profile. */
export function PersonRow({ user, children }: { user: UserProfile; children?: ComponentChildren }): JSX.Element {
  return (
    <li class="person-row">
      <button type="button" class="person-row__who" onClick={(event) => showProfile(user.id, event.currentTarget)}>
        <Avatar user={user} size={32} presence={presence(user.id)} />
        <span class="person-row__text">
          <span class="truncate">
            {displayName(user)}
            {user.id === myId.value && " (you)"}
          </span>
          <small class="truncate">
            @{user.username}
            {user.position ? ` · ${user.position}` : ""}
          </small>
        </span>
      </button>
      <PersonTags person={user} />
      {children}
    </li>
  );
}
