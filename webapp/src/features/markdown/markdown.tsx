import type { PostImage } from "@mattermost/types/posts";
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { markPattern } from "./marks.js";
import type { Parsed, parse } from "./parser.js";
import { messageParts, Surroundings } from "./parts.js";
import { onlyEmoji, renderTokens } from "./render.js";

const KEPT = 400;
const LARGE_EMOJI = 12;
const kept = new Map<string, Parsed>();

/** The parser is a file of its own, fetched beside the first messages rather than before them. */
const parser = signal<typeof parse | null>(null);

function fetchParser(): void {
  import("./parser.js").then(
    (module) => {
      parser.value = module.parse;
    },
    () => setTimeout(fetchParser, 3000),
  );
}
fetchParser();

/** Parsed messages are kept, since scrolling back and forth draws the same ones again and again. */
function parsed(text: string, inline: boolean): Parsed {
  const read = parser.value;
  if (!read) return { plain: text };
  const key = `${inline ? "i" : "b"}${text}`;
  let found = kept.get(key);
  if (found) kept.delete(key);
  else found = read(text, inline);
  kept.set(key, found);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
  return found;
}

export interface MarkdownProps {
  text: string;
  /** One line, without structure, pictures or large emoji. */
  inline?: boolean;
  /** Sizes of pictures in the text (post.metadata.images). */
  images?: Record<string, PostImage> | undefined;
  /** Words to mark (what was searched for). */
  words?: readonly string[] | undefined;
}

/** A message as people wrote it, drawn as elements; no HTML is ever taken from the text. */
export function Markdown({ text, inline = false, images, words }: MarkdownProps): JSX.Element {
  const result = parsed(text, inline);
  const content = useMemo(
    () => ("plain" in result ? result.plain : renderTokens(result.tokens, messageParts, markPattern(words))),
    ["plain" in result ? result.plain : result, words],
  );
  const around = useMemo(() => ({ images, rich: !inline }), [images, inline]);
  if (inline)
    return (
      <Surroundings.Provider value={around}>
        <span class="md md--inline" dir="auto">
          {content}
        </span>
      </Surroundings.Provider>
    );
  const emoji = "plain" in result ? 0 : onlyEmoji(result.tokens);
  const classes = ["md", "plain" in result && "md--plain", emoji > 0 && emoji <= LARGE_EMOJI && "md--emoji"]
    .filter(Boolean)
    .join(" ");
  return (
    <Surroundings.Provider value={around}>
      <div class={classes}>{content}</div>
    </Surroundings.Provider>
  );
}
