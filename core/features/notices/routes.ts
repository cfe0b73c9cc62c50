import * as api from "../../api/mail.js";
import type { AnyCall } from "../../platform/http/call.js";
import { anyone } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { escapeHtml } from "../../platform/mail/index.js";
import type { Unsubscribe } from "./unsubscribe.js";

const STYLE =
  "body{font-family:system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}button{font:inherit;padding:.6rem 1.2rem}";

/** A page of this server's own, without scripts. */
function page(call: Pick<AnyCall, "respond">, title: string, body: string, status = 200) {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`;
  return call
    .respond(html)
    .type("text/html")
    .code(status)
    .header(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    )
    .header("Cache-Control", "no-store")
    .header("Referrer-Policy", "no-referrer");
}

const invalid = (call: Pick<AnyCall, "respond">) =>
  page(call, "This link does not work", "<p>Change the settings of your notifications in the app instead.</p>", 400);

export function noticeRoutes(unsubscribe: Unsubscribe): Route[] {
  return [
    // Programs that look through mails open every link: only the button, or the mail program's own, does it.
    route(
      api.showUnsubscribe,
      anyone(),
      async (call) => {
        const user = await unsubscribe.reads(call.query.u, call.query.s);
        if (!user) return invalid(call);
        const body = `<p>Messages for ${escapeHtml(user.username)} that come while away are no longer mailed.</p><form method="post"><button>Stop these mails</button></form>`;
        return page(call, "Stop mails about messages?", body);
      },
      { perMinute: 60 },
    ),
    route(
      api.confirmUnsubscribe,
      anyone(),
      async (call) => {
        const user = await unsubscribe.reads(call.query.u, call.query.s);
        if (!user) return invalid(call);
        await unsubscribe.stop(user);
        return page(
          call,
          "Done",
          "<p>You get no more mails about messages. The settings of your notifications bring them back.</p>",
        );
      },
      { perMinute: 60 },
    ),
  ];
}
