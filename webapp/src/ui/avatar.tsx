import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useState } from "preact/hooks";

export type AvatarSize = 16 | 20 | 24 | 32 | 36 | 48 | 96;

function hueOf(id: string): number {
  let sum = 0;
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return sum % 8;
}

/** One or two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const second = words.length > 1 ? ([...(words[words.length - 1] ?? "")][0] ?? "") : "";
  return (first + second).toUpperCase();
}

/** Letters on a colour that stays the same for the same id. */
export function LetterAvatar({ id, name, size = 36 }: { id: string; name: string; size?: AvatarSize }): JSX.Element {
  return (
    <span class={`avatar avatar--${size}`} aria-hidden="true">
      <span class={`avatar__letters hue-${hueOf(id)}`}>{initials(name)}</span>
    </span>
  );
}

export interface AvatarProps {
  user: Pick<UserProfile, "id" | "username" | "first_name" | "last_name" | "last_picture_update"> | undefined;
  size?: AvatarSize;
  /** Shows the presence dot. */
  presence?: "online" | "away" | "dnd" | "ooo" | "offline";
}

/**
 * A person's picture, or their letters when they never set one (last_picture_update 0) or it does
 * not load; blank while the person is not known. Decoration: the name stands beside it.
 */
export function Avatar({ user, size = 36, presence }: AvatarProps): JSX.Element {
  const [failed, setFailed] = useState("");
  const name = user ? `${user.first_name ?? ""} ${user.last_name ?? ""}`.trim() || user.username : "";
  const src =
    user && user.last_picture_update > 0 ? `/api/v4/users/${user.id}/image?_=${user.last_picture_update}` : "";
  return (
    <span class={`avatar avatar--${size}`} aria-hidden="true">
      {src && failed !== src ? (
        <img src={src} alt="" loading="lazy" draggable={false} onError={() => setFailed(src)} />
      ) : (
        <span class={`avatar__letters ${user ? `hue-${hueOf(user.id)}` : "avatar__letters--coming"}`}>
          {name && initials(name)}
        </span>
      )}
      {presence && <Presence value={presence} />}
    </span>
  );
}

export function Presence({ value }: { value: string }): JSX.Element {
  return <span class={`presence presence--${value}`} />;
}
