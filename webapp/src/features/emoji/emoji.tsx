import type { ComponentChild } from "preact";
import { resolveEmoji } from "./store.js";
import { emojiComing } from "./table.js";

/** An emoji by name. A name that is none stays readable as text; nothing stands there while it is not known. */
export function Emoji({
  name,
  size,
  text = `:${name}:`,
}: {
  name: string;
  size?: number;
  text?: string;
}): ComponentChild {
  const found = resolveEmoji(name);
  const label = name.replaceAll("_", " ");
  if (!found) return emojiComing.value ? <span class="emoji emoji--coming">{text}</span> : text;
  if ("url" in found) {
    return (
      <img
        class="emoji emoji--custom"
        src={found.url}
        alt={`:${name}:`}
        title={`:${name}:`}
        width={size}
        height={size}
        loading="lazy"
        draggable={false}
      />
    );
  }
  const style = size ? { fontSize: `${size}px`, lineHeight: 1 } : undefined;
  return (
    <span class="emoji" role="img" aria-label={label} title={`:${name}:`} style={style}>
      {found.unicode}
    </span>
  );
}
