import type { PostImage } from "@mattermost/types/posts";
import { type ComponentChildren, createContext, type JSX } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { copyText } from "../../../shared/lib/copy.js";
import { IconButton } from "../../../shared/ui/button.js";
import { IconCheck, IconCopy } from "../../../shared/ui/icons.js";
import { config } from "../../lib/config.js";
import { channelUrl, permalinkUrl } from "../../lib/routes.js";
import { channelTitle } from "../channels/store.js";
import { Emoji } from "../emoji/emoji.js";
import { fitInside } from "../files/format.js";
import { openLightbox } from "../files/lightbox.js";
import { currentTeam } from "../teams/store.js";
import { showProfile } from "../users/profile-popover.js";
import { displayName, me } from "../users/store.js";
import { highlight, type Run } from "./highlight.js";
import { isInternal } from "./link.js";
import { linkedChannel, mentioned, searchHashtag } from "./people.js";
import type { Parts } from "./render.js";

const EVERYONE = new Set(["all", "channel", "here"]);
const PICTURE_WIDTH = 480;
const PICTURE_HEIGHT = 340;

/** What surrounds a message while it is drawn. */
export interface MessageSurroundings {
  /** Sizes of the pictures in the message, by address. */
  images?: Record<string, PostImage> | undefined;
  /** False where pictures and links would be out of place (one-line previews). */
  rich: boolean;
}

export const Surroundings = createContext<MessageSurroundings>({ rich: true });

function Mention({ name, text }: { name: string; text: string }): JSX.Element {
  const lower = name.toLowerCase();
  const group = lower.replace(/[._-]+$/, "");
  if (EVERYONE.has(group)) {
    return (
      <>
        <span class="mention mention--own">{text.slice(0, 1 + group.length)}</span>
        {text.slice(1 + group.length)}
      </>
    );
  }
  const found = mentioned(name);
  if (!found) return <>{text}</>;
  const { profile, rest } = found;
  const own = profile.id === me.value?.id;
  return (
    <>
      <button
        type="button"
        class={`mention${own ? " mention--own" : ""}`}
        title={displayName(profile)}
        onClick={(event) => showProfile(profile.id, event.currentTarget)}
      >
        @{profile.username}
      </button>
      {rest}
    </>
  );
}

function ChannelLink({ name, text }: { name: string; text: string }): JSX.Element {
  const channel = linkedChannel(name);
  const team = currentTeam.value;
  if (!channel || !team) return <>{text}</>;
  return (
    <a class="mention" href={channelUrl(team.name, channel.name)}>
      ~{channelTitle(channel)}
    </a>
  );
}

function Hashtag({ tag }: { tag: string }): JSX.Element {
  return (
    <button type="button" class="hashtag" onClick={() => searchHashtag(tag)}>
      #{tag}
    </button>
  );
}

function Link({
  href,
  title,
  children,
}: {
  href: string;
  title?: string | undefined;
  children?: ComponentChildren;
}): JSX.Element {
  if (isInternal(href, location.origin)) {
    // A permalink of another team or an old redirect works the same way inside the page.
    const post = /^\/_redirect\/pl\/([a-z0-9]{26})$/.exec(new URL(href, location.origin).pathname);
    const team = currentTeam.value;
    return (
      <a href={post?.[1] && team ? permalinkUrl(team.name, post[1]) : href} title={title}>
        {children}
      </a>
    );
  }
  return (
    <a href={href} title={title ?? href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** External pictures go through the server's proxy where there is one, so that readers stay unknown to the outside. */
function pictureSource(src: string): string {
  if (src.startsWith("/") || src.startsWith(`${location.origin}/`)) return src;
  return config.value["HasImageProxy"] === "true" ? `/api/v4/image?url=${encodeURIComponent(src)}` : src;
}

function Picture({
  src,
  alt,
  title,
  width,
  height,
}: {
  src: string;
  alt: string;
  title: string;
  width: number;
  height: number;
}): JSX.Element {
  const around = useContext(Surroundings);
  const [broken, setBroken] = useState(false);
  if (!around.rich) return <>{alt || "picture"}</>;
  if (broken) return <Link href={src}>{alt || src}</Link>;
  const real = around.images?.[src];
  const ratio = real && real.width > 0 && real.height > 0 ? real.width / real.height : 0;
  const wanted = {
    width: width || (height && ratio ? height * ratio : (real?.width ?? 0)),
    height: height || (width && ratio ? width / ratio : (real?.height ?? 0)),
  };
  const size =
    wanted.width && wanted.height ? fitInside(wanted.width, wanted.height, PICTURE_WIDTH, PICTURE_HEIGHT) : undefined;
  const source = pictureSource(src);
  return (
    <button
      type="button"
      class="md-picture"
      aria-label={`Open picture ${alt}`}
      title={title || undefined}
      onClick={() =>
        openLightbox(
          [{ id: "", name: alt || src, size: 0, width: real?.width ?? 0, height: real?.height ?? 0, src: source }],
          0,
        )
      }
    >
      <img
        src={source}
        alt={alt}
        width={size?.width}
        height={size?.height}
        loading="lazy"
        decoding="async"
        draggable={false}
        onError={() => setBroken(true)}
      />
    </button>
  );
}

function drawRuns(runs: readonly Run[]): ComponentChildren {
  return runs.map((run, i) =>
    typeof run === "string" ? (
      run
    ) : (
      <span key={i} class={run.scope ? `hl-${run.scope.split(".")[0]}` : undefined}>
        {drawRuns(run.children)}
      </span>
    ),
  );
}

function CopyButton({ text }: { text: string }): JSX.Element {
  const [done, setDone] = useState(false);
  const copy = async () => {
    // Where the browser forbids it, the text can still be selected.
    if (!(await copyText(text))) return;
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return (
    <IconButton small label={done ? "Copied" : "Copy code"} class="md-codeblock__copy" onClick={copy}>
      {done ? <IconCheck size={16} /> : <IconCopy size={16} />}
    </IconButton>
  );
}

function CodeBlock({ code, language }: { code: string; language: string }): JSX.Element {
  const [coloured, setColoured] = useState<{ code: string; runs: Run[] } | null>(null);
  useEffect(() => {
    let wanted = true;
    if (language) {
      highlight(code, language).then(
        (runs) => wanted && runs && setColoured({ code, runs }),
        () => {},
      );
    }
    return () => {
      wanted = false;
    };
  }, [code, language]);
  return (
    <div class={`md-codeblock${language ? " md-codeblock--named" : ""}`}>
      <div class="md-codeblock__head">
        {language && <span class="md-codeblock__language truncate">{language.slice(0, 24)}</span>}
        <CopyButton text={code} />
      </div>
      <pre dir="ltr" tabIndex={0} role="region" aria-label="Code">
        <code>{coloured?.code === code ? drawRuns(coloured.runs) : code}</code>
      </pre>
    </div>
  );
}

/** The real pieces of a message. */
export const messageParts: Parts = { Mention, ChannelLink, Hashtag, Emoji, CodeBlock, Picture, Link };
