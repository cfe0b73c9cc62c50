import type { OpenGraphMetadata, Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { IconButton } from "../../../shared/ui/button.js";
import { IconClose } from "../../../shared/ui/icons.js";
import { config } from "../../lib/config.js";
import { Avatar } from "../../ui/avatar.js";
import { fitInside } from "../files/format.js";
import { safeHref, safeImageSource } from "../markdown/link.js";
import { Markdown } from "../markdown/markdown.js";
import { preference, setPreferences } from "../preferences/store.js";
import { shortTime } from "../search/dates.js";
import { displayName, ensureUsers, user } from "../users/store.js";
import { PaneContext } from "./pane.js";

/** The address at which a picture of another site is fetched: by the server, where it does that. */
export function through(src: string): string | undefined {
  const safe = safeImageSource(src);
  if (!safe) return undefined;
  return safe.startsWith("/") || config.value["HasImageProxy"] !== "true"
    ? safe
    : `/api/v4/image?url=${encodeURIComponent(safe)}`;
}

/** A link out of the app; only its text where the address is not one to follow. */
export function OutLink({ href, children }: { href: string; children: string }): JSX.Element {
  const safe = safeHref(href);
  return safe ? (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
}

const WIDE = 240;

function PageCard({ data, url }: { data: OpenGraphMetadata; url: string }): JSX.Element | null {
  const [broken, setBroken] = useState(false);
  const title = data.title || data.description;
  if (!title) return null;
  const image = data.images?.[0];
  const src = image && !broken ? through(image.secure_url || image.url) : undefined;
  const size = image?.width && image.height ? fitInside(image.width, image.height, 400, 210) : undefined;
  // Small pictures stand beside the text, large ones below it.
  const large = (size?.width ?? 0) >= WIDE;
  const site = data.site_name || (URL.canParse(url) ? new URL(url).hostname : "");
  return (
    <div class={`link-card${large ? " link-card--large" : ""}`} dir="auto">
      <div class="link-card__text">
        {site && <div class="small muted truncate">{site}</div>}
        <div class="link-card__title">
          <OutLink href={data.url || url}>{title}</OutLink>
        </div>
        {data.title && data.description && <p class="link-card__more">{data.description}</p>}
      </div>
      {src && (
        <img
          src={src}
          alt=""
          width={large ? size?.width : undefined}
          height={large ? size?.height : undefined}
          loading="lazy"
          onError={() => setBroken(true)}
        />
      )}
    </div>
  );
}

function PictureCard({ post, url }: { post: Post; url: string }): JSX.Element | null {
  const [broken, setBroken] = useState(false);
  const src = through(url);
  const href = safeHref(url);
  if (!src || !href || broken) return null;
  const known = post.metadata?.images?.[url];
  const size = known?.width && known.height ? fitInside(known.width, known.height, 400, 300) : undefined;
  return (
    <a
      class="link-picture"
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      aria-label="Open the picture"
    >
      <img src={src} alt="" width={size?.width} height={size?.height} loading="lazy" onError={() => setBroken(true)} />
    </a>
  );
}

interface Quote {
  post: Post;
  channel_display_name: string;
  channel_type: string;
}

/** A message that this one links to. The server sends it to those who may read it only. */
function QuoteCard({ data }: { data: Quote }): JSX.Element {
  const pane = useContext(PaneContext);
  const { post } = data;
  const author = user(post.user_id);
  useEffect(() => ensureUsers([post.user_id]), [post.user_id]);
  const files = post.file_ids?.length ?? post.metadata?.files?.length ?? 0;
  return (
    <blockquote class="quote-card" dir="auto">
      <div class="quote-card__head">
        <Avatar user={author} size={20} />
        <b class="truncate">{displayName(author)}</b>
        <span class="small muted truncate">{shortTime(post.create_at)}</span>
      </div>
      <div class="quote-card__text">
        {post.message && <Markdown text={post.message} />}
        {files > 0 && <p class="small muted">{files === 1 ? "1 file" : `${files} files`}</p>}
      </div>
      <button type="button" class="small quote-card__where" onClick={() => pane.jump(post.id)}>
        {data.channel_type === "D" || !data.channel_display_name
          ? "Go to the message"
          : `Go to the message in ${data.channel_display_name}`}
      </button>
    </blockquote>
  );
}

/** What a message links to: other messages, a page, a picture. One can close previews of pages for oneself. */
export function LinkPreviews({ post }: { post: Post }): JSX.Element | null {
  const embeds = (post.metadata?.embeds ?? []) as unknown as { type: string; url: string; data?: unknown }[];
  const quotes = embeds.filter((one) => one.type === "permalink" && (one.data as Quote | undefined)?.post);
  const wanted = preference("display_settings", "link_previews", "true") !== "false";
  const closed = preference("courtyard_closed_previews", post.id) === "true";
  const outside =
    wanted && !closed
      ? embeds.find((one) => (one.type === "opengraph" && one.data) || one.type === "image")
      : undefined;
  if (quotes.length === 0 && !outside) return null;
  const close = () => void setPreferences([{ category: "courtyard_closed_previews", name: post.id, value: "true" }]);
  return (
    <>
      {quotes.map((one) => (
        <QuoteCard key={one.url} data={one.data as Quote} />
      ))}
      {outside && (
        <div class="link-previews">
          {outside.type === "image" ? (
            <PictureCard post={post} url={outside.url} />
          ) : (
            <PageCard data={outside.data as OpenGraphMetadata} url={outside.url} />
          )}
          <IconButton small class="link-previews__close" label="Close the preview" onClick={close}>
            <IconClose size={14} />
          </IconButton>
        </div>
      )}
    </>
  );
}
