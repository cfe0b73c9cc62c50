/** A piece of a letter, from top to bottom. */
export type Part =
  | { readonly text: string }
  /** The one thing to do; `href` begins with the address of this server. */
  | { readonly button: string; readonly href: string }
  /** Something people wrote: who, when, what. */
  | { readonly from: string; readonly at: string; readonly quote: string; readonly href: string }
  | { readonly heading: string }
  | { readonly small: string; readonly link?: { readonly label: string; readonly href: string } };

/** A mail before it has a form: everything in it is text, whatever people called themselves. */
export interface Letter {
  readonly subject: string;
  readonly title: string;
  readonly parts: readonly Part[];
}

/** What stands around each letter. */
export interface Paper {
  readonly siteName: string;
  /** Address of this server, without a slash at the end. */
  readonly site: string;
  /** Name and postal address, or ''. */
  readonly organization: string;
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);

/** Text on one line, without signs that do not show or turn the line round. */
export const oneLine = (text: string, max = 200): string => {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return [...line].length > max ? `${[...line].slice(0, max - 1).join("")}…` : line;
};

/** A mail leads nowhere but to this server, whatever its data say. @throws Error for another address */
function linkOf(href: string, { site }: Paper): string {
  if (!site || !href.startsWith(`${site}/`) || /[\s"'<>\\]/.test(href))
    throw new Error("A mail may only lead to this server.");
  return escapeHtml(href);
}

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const lines = (text: string) => escapeHtml(text).replace(/\r?\n/g, "<br>");

function htmlOf(part: Part, paper: Paper): string {
  if ("text" in part) return `<p dir="auto" style="margin:0 0 16px">${lines(part.text)}</p>`;
  if ("heading" in part)
    return `<h2 dir="auto" style="margin:24px 0 8px;font-size:15px">${escapeHtml(part.heading)}</h2>`;
  if ("button" in part) {
    const href = linkOf(part.href, paper);
    return (
      `<p style="margin:24px 0"><a href="${href}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#2a5bd7;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(part.button)}</a></p>` +
      `<p style="margin:0 0 16px;font-size:12px;color:#666666;word-break:break-all">${href}</p>`
    );
  }
  if ("quote" in part) {
    return (
      `<div style="margin:0 0 12px;padding:8px 12px;border-left:3px solid #2a5bd7;background:#f5f6f8">` +
      `<p style="margin:0 0 4px;font-size:13px"><b>${escapeHtml(part.from)}</b> <a href="${linkOf(part.href, paper)}" style="color:#666666">${escapeHtml(part.at)}</a></p>` +
      `<p dir="auto" style="margin:0;overflow-wrap:anywhere">${lines(part.quote)}</p></div>`
    );
  }
  const link = part.link
    ? ` <a href="${linkOf(part.link.href, paper)}" style="color:#666666">${escapeHtml(part.link.label)}</a>`
    : "";
  return `<p style="margin:0 0 8px;font-size:12px;color:#666666">${lines(part.small)}${link}</p>`;
}

function textOf(part: Part, paper: Paper): string {
  if ("text" in part) return part.text;
  if ("heading" in part) return `\n== ${oneLine(part.heading)}`;
  if ("button" in part) {
    linkOf(part.href, paper);
    return `${part.button}:\n${part.href}`;
  }
  if ("quote" in part) return `${oneLine(part.from)}, ${part.at}:\n${part.quote.replace(/^/gm, "> ")}\n${part.href}`;
  return part.link ? `${part.small} ${part.link.label}: ${part.link.href}` : part.small;
}

/** The letter in its two forms. @throws Error when a link leads to another server */
export function formsOf(letter: Letter, paper: Paper): { subject: string; text: string; html: string } {
  const foot: Part[] = [
    { small: `${paper.siteName} – ${paper.site}` },
    ...(paper.organization ? [{ small: paper.organization }] : []),
  ];
  const parts = [...letter.parts, ...foot];
  const html =
    `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(letter.title)}</title></head>` +
    `<body style="margin:0;padding:24px 12px;background:#f0f1f3;color:#1b1d22;font-size:15px;line-height:1.5;${FONT}">` +
    `<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">` +
    `<h1 dir="auto" style="margin:0 0 16px;font-size:20px;line-height:1.3">${escapeHtml(letter.title)}</h1>${parts.map((part) => htmlOf(part, paper)).join("")}</div></body></html>`;
  const text = [letter.title, ...parts.map((part) => textOf(part, paper))].join("\n\n").replace(/\n{3,}/g, "\n\n");
  return { subject: oneLine(letter.subject), text: `${text}\n`, html };
}
