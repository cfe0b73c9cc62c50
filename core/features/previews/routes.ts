import * as api from "../../api/previews.js";
import { badQuery } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import { signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { OutboundError } from "../../platform/outbound/index.js";
import { serviceSettings } from "../system/index.js";
import type { ImageProxy } from "./image-proxy.js";
import type { Previews } from "./service.js";

export function previewRoutes(previews: Previews, proxy: ImageProxy): Route[] {
  const { config, outbound } = previews.platform;
  return [
    route(api.getOpenGraph, signedIn(), ({ body }) => previews.openGraph(body.url), { perMinute: 600, canWait: true }),
    route(api.getImage, signedIn(), (call) => proxy.serve(call as AnyCall, call.query.url)),
    route(
      api.getRedirectLocation,
      signedIn(),
      async ({ query }) => {
        if (!/^https?:\/\//i.test(query.url) || !URL.canParse(query.url)) throw badQuery("url");
        if (!config.get(serviceSettings.EnableLinkPreviews)) return { location: "" };
        try {
          const answer = await outbound.request(query.url, { method: "HEAD", redirects: 0, timeoutMs: 5_000 });
          const { location = "" } = answer.headers;
          return { location: location && URL.canParse(location, query.url) ? new URL(location, query.url).href : "" };
        } catch (error) {
          if (error instanceof OutboundError) return { location: "" };
          throw error;
        }
      },
      { perMinute: 600 },
    ),
  ];
}
