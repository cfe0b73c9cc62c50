/** What a message links to. */
export interface Links {
  /** All addresses, in their order, each once. */
  all: string[];
  /** Those of them that are shown as pictures. */
  images: string[];
}

const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]+`/g;
const IMAGE = /!\[[^\]\n]{0,1000}\]\(\s*(https?:\/\/[^\s)]+)/gi;
const ADDRESS = /https?:\/\/(?:(?!\]\()[^\s<>"`\\^{}|])+/gi;
const MAX_LINKS = 5;
const MAX_LENGTH = 2_048;

/** The first addresses a message holds outside of code. */
export function linksIn(message: string): Links {
  if (!message.includes("://")) return { all: [], images: [] };
  const text = message.replace(CODE, " ");
  const images = new Set<string>();
  for (const match of text.matchAll(IMAGE))
    if ((match[1] as string).length <= MAX_LENGTH) images.add(trimmed(match[1] as string));
  const all = new Set<string>();
  for (const [match] of text.matchAll(ADDRESS)) {
    if (all.size === MAX_LINKS) break;
    if (match.length > MAX_LENGTH) continue;
    const url = trimmed(match);
    if (URL.canParse(url)) all.add(url);
  }
  return { all: [...all], images: [...images].filter((url) => all.has(url)) };
}

/** An address without the signs after it that belong to the sentence around it. */
function trimmed(text: string): string {
  // Brackets that close more than the address itself opened are the sentence's.
  const surplus: Record<string, number> = {
    ")": count(text, ")") - count(text, "("),
    "]": count(text, "]") - count(text, "["),
  };
  let end = text.length;
  for (; end > 0; end--) {
    const last = text[end - 1] as string;
    const left = surplus[last];
    if (left === undefined ? !/[.,;:!?'*_~。、！？]/.test(last) : left <= 0) break;
    if (left !== undefined) surplus[last] = left - 1;
  }
  return text.slice(0, end);
}

const count = (text: string, sign: string) => text.split(sign).length - 1;

/** The id of the message an address of this server leads to. `site` is the server's address, '' when it is not set. */
export function permalinkId(url: string, site: string): string | undefined {
  const path = site === "" ? new URL(url).pathname : url.startsWith(`${site}/`) ? url.slice(site.length) : "";
  return /^\/[a-z0-9_-]{1,64}\/pl\/([a-z0-9]{26})\/?$/.exec(path)?.[1];
}

/** Whether a host is one of some domains or below one of them. `domains` are separated by commas or spaces. */
export function inDomains(host: string, domains: string): boolean {
  return domains
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((domain) => host === domain || host.endsWith(`.${domain}`));
}
