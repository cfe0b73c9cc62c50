import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { client, errorText } from "../../lib/client.js";
import { Markdown } from "../markdown/markdown.js";
import { LinkPreviews, OutLink, through } from "./link-previews.js";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

interface Action {
  id?: string;
  name?: string;
  type?: string;
  style?: string;
  disabled?: boolean;
  cookie?: string;
  options?: { text: string; value: string }[];
}
interface Attachment {
  [key: string]: unknown;
  fields?: { title?: string; value?: unknown; short?: unknown }[];
  actions?: Action[];
}

const COLOURS: Record<string, string> = { good: "var(--good)", warning: "var(--away)", danger: "var(--danger)" };

function colour(value: string): string | undefined {
  return COLOURS[value] ?? (/^#[0-9a-f]{3,8}$/i.test(value) ? value : undefined);
}

function Actions({ post, actions }: { post: Post; actions: readonly Action[] }): JSX.Element {
  const [busy, setBusy] = useState("");
  const run = async (action: Action, selected = "") => {
    setBusy(action.id ?? "");
    try {
      await client.doPostActionWithCookie(post.id, action.id ?? "", action.cookie ?? "", selected);
    } catch (error) {
      toast(errorText(error), { error: true });
    }
    setBusy("");
  };
  return (
    <div class="attachment__actions">
      {actions
        .filter((action) => action.id && action.name)
        .map((action) =>
          action.type === "select" ? (
            <select
              key={action.id}
              class="input attachment__select"
              aria-label={action.name}
              disabled={action.disabled || busy !== ""}
              value=""
              onChange={(event) => void run(action, event.currentTarget.value)}
            >
              <option value="">{action.name}</option>
              {action.options?.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.text}
                </option>
              ))}
            </select>
          ) : (
            <Button
              key={action.id}
              small
              kind={action.style === "danger" ? "danger" : action.style === "primary" ? "primary" : "secondary"}
              busy={busy === action.id}
              disabled={action.disabled || busy !== ""}
              onClick={() => void run(action)}
            >
              {action.name}
            </Button>
          ),
        )}
    </div>
  );
}

function Image({ src, small }: { src: string; small: boolean }): JSX.Element | null {
  const [broken, setBroken] = useState(false);
  const safe = through(src);
  if (!safe || broken) return null;
  return (
    <img
      class={small ? "attachment__thumb" : "attachment__image"}
      src={safe}
      alt=""
      loading="lazy"
      onError={() => setBroken(true)}
    />
  );
}

function MessageAttachment({ post, data }: { post: Post; data: Attachment }): JSX.Element {
  const title = text(data.title);
  const author = text(data.author_name);
  return (
    <div class="attachment">
      {text(data.pretext) && <Markdown text={text(data.pretext)} />}
      <div class="attachment__box" style={{ borderInlineStartColor: colour(text(data.color)) }}>
        <div class="attachment__main">
          {author && (
            <div class="small muted">
              <OutLink href={text(data.author_link)}>{author}</OutLink>
            </div>
          )}
          {title && (
            <div class="attachment__title">
              <OutLink href={text(data.title_link)}>{title}</OutLink>
            </div>
          )}
          {text(data.text) && <Markdown text={text(data.text)} />}
          {Array.isArray(data.fields) && data.fields.length > 0 && (
            <dl class="attachment__fields">
              {data.fields.map((field, i) => (
                <div
                  key={i}
                  class={
                    field?.short === true || field?.short === "true"
                      ? "attachment__field attachment__field--short"
                      : "attachment__field"
                  }
                >
                  <dt>{text(field?.title)}</dt>
                  <dd>
                    <Markdown text={String(field?.value ?? "")} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
          <Image src={text(data.image_url)} small={false} />
          {Array.isArray(data.actions) && data.actions.length > 0 && <Actions post={post} actions={data.actions} />}
          {text(data.footer) && <div class="small muted">{text(data.footer)}</div>}
        </div>
        <Image src={text(data.thumb_url)} small />
      </div>
    </div>
  );
}

/** What integrations and the server add to a message: attachments, and previews of what it links to. */
export function Embeds({ post }: { post: Post }): JSX.Element | null {
  const attachments = Array.isArray(post.props?.attachments) ? (post.props.attachments as Attachment[]) : [];
  return (
    <>
      {attachments.map(
        (data, i) => data && typeof data === "object" && <MessageAttachment key={i} post={post} data={data} />,
      )}
      {attachments.length === 0 && <LinkPreviews post={post} />}
    </>
  );
}
