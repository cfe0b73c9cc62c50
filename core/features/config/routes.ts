import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/config.js";
import { badBody } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import { system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { anyPage } from "./access.js";
import { changesIn } from "./change.js";
import { environmentConfig, fullConfig, settingsFor } from "./present.js";
import type { Author, Configuration } from "./service.js";

/** Everybody who may see some page; what they get and may write is asked path by path. */
const somePage = () => ({ ...system("manage_system", ...anyPage), words: "whoever may see some page of settings" });

const authorOf = (call: Pick<AnyCall, "caller" | "ip">): Author => ({ caller: call.caller, ip: call.ip });

export function configRoutes(configuration: Configuration): Route[] {
  return [...sections(configuration), ...byPath(configuration), ...tests(configuration)];
}

/** The calls clients of this API know. */
function sections(configuration: Configuration): Route[] {
  const { config } = configuration;
  const update = async (call: Pick<AnyCall, "caller" | "ip">, body: Record<string, unknown>) => {
    await configuration.change(changesIn(body), authorOf(call));
    return fullConfig(config, configuration.access(call.caller));
  };
  return [
    route(api.getConfig, somePage(), ({ caller, query }) =>
      fullConfig(config, configuration.access(caller), {
        defaults: query.remove_defaults,
        masked: query.remove_masked,
      }),
    ),
    route(api.updateConfig, somePage(), (call) => update(call, call.body)),
    route(api.patchConfig, somePage(), (call) => update(call, call.body)),
    route(api.getEnvironmentConfig, somePage(), ({ caller }) =>
      environmentConfig(config, configuration.access(caller)),
    ),
    route(api.reloadConfig, system("reload_config", "manage_system"), async () => {
      await configuration.reload();
      return OK;
    }),
  ];
}

/** The calls of the console. */
function byPath(configuration: Configuration): Route[] {
  return [
    route(api.listSettings, somePage(), async ({ caller }) => ({
      version: await configuration.version(),
      ...settingsFor(configuration.config, configuration.access(caller)),
    })),
    route(api.changeSettings, somePage(), (call) => {
      const { version, changes, comment } = call.body;
      const paths = Object.entries(changes);
      const wrong = paths.find(([path]) => !/^[A-Za-z]\w{0,63}\.[A-Za-z]\w{0,63}$/.test(path));
      if (wrong) throw badBody(`changes.${wrong[0].slice(0, 128)}`);
      const values = new Map(paths.map(([path, value]) => [path, value === null ? undefined : value]));
      return configuration.change(values, { ...authorOf(call), version, comment });
    }),
    route(api.listConfigChanges, somePage(), ({ caller, query }) => {
      const { limit, offset } = pageOf(query);
      return configuration.history(configuration.access(caller), limit, offset);
    }),
    route(api.getConfigChange, somePage(), ({ caller, params }) =>
      configuration.changeAt(configuration.access(caller), params.change_id),
    ),
    route(api.undoConfigChange, somePage(), (call) => configuration.undo(call.params.change_id, authorOf(call))),
  ];
}

function tests(configuration: Configuration): Route[] {
  const storage = async ({ caller, body }: { caller: AnyCall["caller"]; body: Record<string, unknown> }) => {
    const given = body.FileSettings;
    await configuration.testFileStorage(changesIn(given ? { FileSettings: given } : {}), caller);
    return OK;
  };
  const mayTest = () => system("test_s3", "sysconsole_write_environment_file_storage");
  return [
    route(api.testFileStorage, mayTest(), storage, { perMinute: 30 }),
    route(api.testS3, mayTest(), storage, { perMinute: 30 }),
  ];
}
