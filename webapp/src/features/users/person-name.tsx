import type { ComponentChild } from "preact";
import { displayName, isComing, user } from "./store.js";

/** Somebody's name, or a bar while it is on its way: on a slow line nobody is called something else for a moment. */
export function PersonName({ id }: { id: string }): ComponentChild {
  const profile = user(id);
  if (!isComing(id)) return displayName(profile);
  return (
    <span class="name-coming">
      <span class="visually-hidden">Name is loading</span>
    </span>
  );
}
