import { aLicense } from "../edition.js";
import { type Builder, fresh, type Scene } from "./scene.js";

const licenceForm = () => {
  const form = new FormData();
  form.append("license", new Blob([aLicense([])]), "courtyard.licence");
  return form;
};

const licence: Builder = () => ({ body: licenceForm() });

/** The evaluation happens once on a server: this one is made to have had none. */
const noEvaluationYet = async ({ world, cast }: Scene) => {
  await cast.systemAdmin.send("DELETE", "/license");
  await world.server.sql("UPDATE edition_state SET evaluation_start = 0, evaluation_end = 0");
  return {};
};

const brandForm = ({ world }: Scene) => {
  const form = new FormData();
  form.append("image", new Blob([world.picture as BlobPart]), "brand.png");
  return form;
};

const withBrand: Builder = async (scene) => {
  await scene.cast.systemAdmin.post("/brand/image", brandForm(scene));
  return {};
};

/** A change of the settings, to be looked at and undone. */
const aChange: Builder = async ({ cast }) => {
  const name = fresh("Courtyard");
  await cast.systemAdmin.put("/config/patch", { TeamSettings: { SiteName: name } });
  const [change] = await cast.systemAdmin.get<{ id: string }[]>("/courtyard/config/history");
  return { params: { change_id: change?.id ?? "" } };
};

/** A job that waits: nothing runs in the background of these tests. */
const aJob: Builder = async ({ cast }) => {
  const types = await cast.systemAdmin.get<{ type: string; startable: boolean }[]>("/courtyard/job_types");
  const type = types.find((one) => one.startable)?.type ?? "";
  const { id } = await cast.systemAdmin.post<{ id: string }>("/jobs", { type });
  return { params: { job_id: id, type }, body: { type } };
};

const aScheme =
  (body?: unknown): Builder =>
  async ({ cast }) => {
    const { id } = await cast.systemAdmin.post<{ id: string }>("/schemes", { display_name: "Quiet", scope: "team" });
    return { params: { scheme_id: id }, ...(body === undefined ? {} : { body }) };
  };

/** Of the reports somebody asks for one waits at a time. */
const noReportWaits: Builder = async ({ world }) => {
  await world.server.sql("DELETE FROM jobs.job WHERE name = 'export_users_to_csv'").catch(() => {});
  return {};
};

/** A report that was made. */
const aReport: Builder = async (scene) => {
  await noReportWaits(scene);
  await scene.cast.systemAdmin.post("/reports/users/export");
  const [job] = await scene.cast.systemAdmin.get<{ id: string }[]>("/jobs/type/export_users_to_csv");
  await scene.world.server.sql("UPDATE jobs.job SET state = 'completed' WHERE name = 'export_users_to_csv'");
  await scene.world.server.app.platform.files.write(`exports/people/${job?.id}.csv`, Buffer.from("User name\r\n"));
  return { params: { job_id: job?.id ?? "" } };
};

const ofSite: Builder = ({ world }) => ({
  body: { url: `${world.site}/page` },
  query: { url: `${world.site}/picture.png` },
});

/** The server itself: roles, settings, licences. */
export const systemSamples: Record<string, Builder> = {
  "POST /roles/names": () => ({ body: ["system_user", "channel_user"] }),
  "PUT /roles/{role_id}/patch": async ({ cast }) => {
    const role = await cast.systemAdmin.get<{ id: string; permissions: string[] }>("/roles/name/channel_guest");
    return { params: { role_id: role.id }, body: { permissions: role.permissions } };
  },
  "POST /schemes": () => ({ body: { display_name: "Quiet", scope: "team" } }),
  "GET /schemes/{scheme_id}": aScheme(),
  "PUT /schemes/{scheme_id}/patch": aScheme({ display_name: "Silent" }),
  "DELETE /schemes/{scheme_id}": aScheme(),
  "GET /schemes/{scheme_id}/teams": aScheme(),
  "GET /schemes/{scheme_id}/channels": aScheme(),
  "POST /permissions/ancillary": () => ({ body: ["sysconsole_write_environment_smtp"] }),
  "POST /config/migrate": () => ({ body: { from: "config.json", to: "postgres://somewhere" } }),
  "POST /notifications/ack": ({ place }) => ({
    body: { id: "a", received_at: 1, platform: "android", type: "message", post_id: place.post.id, is_id_loaded: true },
  }),
  "POST /client_perf": () => ({ body: { version: "0.1.0", start: 1, end: 2, counters: [], histograms: [] } }),
  "GET /brand/image": withBrand,
  "POST /brand/image": (scene) => ({ body: brandForm(scene) }),
  "DELETE /brand/image": withBrand,
  // The other calls of these tests must not find the server busy.
  "POST /server_busy": ({ cast }) => ({ after: () => cast.systemAdmin.delete("/server_busy") }),
  "POST /license": licence,
  "POST /license/preview": licence,
  "POST /courtyard/edition/preview": licence,
  "POST /trial-license": noEvaluationYet,
  "POST /courtyard/edition/evaluation": noEvaluationYet,
  "GET /courtyard/edition/impact": () => ({ query: { to: "team" } }),
  "PUT /config": () => ({ body: { TeamSettings: { SiteName: "Courtyard" } } }),
  "PUT /config/patch": () => ({ body: { TeamSettings: { SiteName: "Courtyard" } } }),
  "PUT /courtyard/config": () => ({ body: { changes: { "TeamSettings.SiteName": "Courtyard" } } }),
  "GET /courtyard/config/history/{change_id}": aChange,
  "POST /courtyard/config/history/{change_id}/undo": aChange,
  "GET /jobs/type/{type}": aJob,
  "GET /jobs/{job_id}": aJob,
  "POST /jobs": aJob,
  "POST /jobs/{job_id}/cancel": aJob,
  "PATCH /jobs/{job_id}/status": async (scene) => ({
    ...(await aJob(scene)),
    body: { status: "cancel_requested" },
  }),
  "GET /jobs/{job_id}/download": aReport,
  "POST /reports/users/export": noReportWaits,
  "POST /opengraph": ofSite,
  "GET /image": ofSite,
  "GET /redirect_location": ofSite,
  "POST /courtyard/users/{user_id}/erase": async (scene) => {
    const owner = await scene.account();
    return { owner, params: { user_id: owner.id }, body: { mode: "anonymise", confirm: owner.username } };
  },
  "POST /site_url/test": async ({ world, cast }) => {
    await cast.systemAdmin.put("/config/patch", {
      ServiceSettings: { AllowedUntrustedInternalConnections: "127.0.0.1" },
    });
    return { body: { site_url: world.server.url } };
  },
  "POST /logs": () => ({ body: { level: "info", message: "hello" } }),
  "POST /logs/query": () => ({ body: { log_levels: ["error"] } }),
  "POST /file/test": () => ({ body: {} }),
  "POST /file/s3_test": () => ({ body: {} }),
};
