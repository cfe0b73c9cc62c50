// The only schemes a message may link to. Everything else stays text.
const SCHEMES = new Set(["http:", "https:", "mailto:", "ftp:", "tel:"]);
const SCHEME = /^([a-z][a-z0-9+.-]*):(.*)$/is;

/**
 * The address a link in a message may go to, or null when it must not be a link.
 * Relative paths stay on this server; an address without a scheme gets http.
 */
export function safeHref(raw: string): string | null {
  // Browsers ignore control characters and white space inside a scheme: so must this test.
  const text = raw.replace(/[\u0000-\u0020\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "");
  if (text === "" || text.startsWith("#")) return null;
  if (text.startsWith("/") && !/^[/\\]{2}/.test(text)) return text.includes("\\") ? null : text;
  const scheme = SCHEME.exec(text);
  const port = scheme && /^\d{1,5}(?:[/?#]|$)/.test(scheme[2] ?? "");
  const address = scheme && !port ? text : `http://${text.replace(/^[/\\]+/, "")}`;
  return parse(address);
}

function parse(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (!SCHEMES.has(url.protocol)) return null;
  if (/^(?:https?|ftp):$/.test(url.protocol) && !url.hostname) return null;
  return url.href;
}

/** The address an inline picture may be fetched from: http, https or a path on this server; else null. */
export function safeImageSource(raw: string): string | null {
  const href = safeHref(raw);
  return href !== null && /^(?:https?:\/\/|\/)/.test(href) ? href : null;
}

/** Whether an address leads to this same web app, so that a click need not leave the page. */
export function isInternal(href: string, origin: string): boolean {
  const path = href.startsWith("/") ? href : href.startsWith(`${origin}/`) ? href.slice(origin.length) : null;
  return path !== null && !/^\/(?:api|files|plugins|oauth|hooks|login\/sso|admin_console|static)(?:\/|$)/.test(path);
}
