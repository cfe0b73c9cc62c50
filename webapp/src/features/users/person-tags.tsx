import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { isGuestRole } from "./store.js";

/** What sets somebody apart from the members of the server: a program, from outside, no longer there. */
export function PersonTags({ person }: { person: UserProfile | undefined }): JSX.Element | null {
  if (!person) return null;
  return (
    <>
      {person.is_bot && <span class="tag">Bot</span>}
      {isGuestRole(person.roles) && <span class="tag">Guest</span>}
      {person.delete_at > 0 && <span class="tag">Deactivated</span>}
    </>
  );
}
