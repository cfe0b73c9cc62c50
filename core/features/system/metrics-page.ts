import { AppError } from "../../platform/app-error.js";
import type { Config } from "../../platform/config/config.js";
import { section, text, toggle } from "../../platform/config/setting.js";
import type { Authenticate } from "../../platform/http/caller.js";
import type { HttpServer } from "../../platform/http/server.js";
import { tokenOf } from "../../platform/http/tokens.js";
import type { Metrics } from "../../platform/metrics.js";

export const metricsSettings = section("MetricsSettings", {
  Enable: toggle({
    default: true,
    title: "Figures for Prometheus",
    help: "The address /metrics answers figures of this server: to programs on the same machine, to administrators, and to those who send the token below.",
  }),
  AccessToken: text({
    default: "",
    secret: true,
    title: "Token for /metrics",
    help: "A monitoring server elsewhere sends it as a Bearer token. Empty: only from the same machine.",
    maxLength: 200,
  }),
});

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Serves `/metrics` to whoever may watch the server; for others it does not exist. */
export function serveMetrics(http: HttpServer, metrics: Metrics, config: Config, authenticate: Authenticate): void {
  const mayWatch = async (request: { headers: Record<string, unknown>; info: { remoteAddress: string } }) => {
    // What a reverse proxy passes on comes from anywhere, though the proxy itself is near.
    const near =
      LOOPBACK.test(request.info.remoteAddress) && !request.headers["x-forwarded-for"] && !request.headers.forwarded;
    if (near) return true;
    const token = tokenOf(request.headers as never)?.token;
    if (!token) return false;
    const wanted = config.get(metricsSettings.AccessToken);
    return (
      (wanted !== "" && token === wanted) || ((await authenticate(token))?.permissions.has("manage_system") ?? false)
    );
  };
  http.page("/metrics", async (request, h) => {
    if (!config.get(metricsSettings.Enable) || !(await mayWatch(request)))
      throw new AppError("api.context.404.app_error");
    return h.response(await metrics.text()).type("text/plain; version=0.0.4");
  });
}
