import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/license.js";
import { capabilityNames } from "../../edition/features.js";
import { MAX_FILE_BYTES } from "../../edition/license-key.js";
import { stateAt } from "../../edition/license-state.js";
import { AppError } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import { anyone, system } from "../../platform/http/guards.js";
import { receivePicture } from "../../platform/http/picture-form.js";
import { type Route, route } from "../../platform/http/route.js";
import { mayManage } from "../users/index.js";
import type { Impact } from "./impact.js";
import { type LicenseDesk, present, summary } from "./service.js";
import type { SignInLinks } from "./sign-in-links.js";

const mayRead = () => system("sysconsole_read_about_edition_and_license");
const mayWrite = () => system("manage_license_information", "sysconsole_write_about_edition_and_license");

/** The licence file of a form. @throws AppError 400, 413 */
async function fileOf(call: unknown, desk: LicenseDesk): Promise<string> {
  const { picture } = await receivePicture(call as AnyCall, desk.platform.files, {
    field: "license",
    maxBytes: MAX_FILE_BYTES,
    tooLarge: "api.file.upload_file.too_large.app_error",
    missing: "api.license.add_license.no_file.app_error",
  });
  return picture.toString();
}

export function licenseRoutes(desk: LicenseDesk, impact: Impact, links: SignInLinks): Route[] {
  return [...licences(desk), ...editions(desk, impact), ...signInLinks(links)];
}

function licences(desk: LicenseDesk): Route[] {
  const { licensing } = desk;
  return [
    route(
      api.uploadLicense,
      mayWrite(),
      async (call) => summary(await desk.upload(await fileOf(call, desk), call.caller, call.ip)),
      { payload: "stream" },
    ),
    route(api.previewLicense, mayWrite(), async (call) => summary(desk.read(await fileOf(call, desk))), {
      payload: "stream",
    }),
    route(api.removeLicense, mayWrite(), async ({ caller, ip }) => {
      await desk.remove(caller, ip);
      return OK;
    }),
    route(api.licenseRenewal, mayWrite(), () => {
      throw new AppError("api.license.request_renewal_link.app_error");
    }),
    route(api.licenseLoad, mayRead(), async () => {
      const { used, licensed } = await licensing.seats();
      return { load: licensed > 0 ? Math.round((used / licensed) * 1000) : 0 };
    }),
    route(api.startTrial, mayWrite(), async ({ caller, ip }) => {
      await desk.evaluate(caller, ip);
      return licensing.forClients(true);
    }),
    route(api.previousTrial, mayRead(), (): Record<string, string> => {
      const { started_at: start } = licensing.evaluation;
      if (start === 0) return { IsLicensed: "false" };
      const end = start + 30 * 86_400_000;
      return {
        IsLicensed: "true",
        IsTrial: "true",
        StartsAt: String(start),
        ExpiresAt: String(end),
        SkuShortName: "enterprise",
      };
    }),
  ];
}

function editions(desk: LicenseDesk, impact: Impact): Route[] {
  const { licensing } = desk;
  return [
    route(api.getEdition, mayRead(), () => desk.status()),
    route(api.startEvaluation, mayWrite(), ({ caller, ip }) => shown(desk.evaluate(caller, ip))),
    route(api.retryCapabilities, mayWrite(), ({ caller, ip }) => shown(desk.retry(caller, ip))),
    route(api.getImpact, mayRead(), ({ query }) => impact.report(query.to === "team" ? [] : capabilityNames)),
    route(
      api.previewEdition,
      mayWrite(),
      async (call) => {
        const license = desk.read(await fileOf(call, desk));
        const allowed = licensing.allowedBy(license);
        return {
          licence: present(license),
          state: stateAt(license, licensing.now()),
          impact: await impact.report(allowed, license),
        };
      },
      { payload: "stream" },
    ),
    route(api.listSwitches, mayRead(), async ({ query }) => {
      const { limit, offset } = pageOf(query);
      const rows = await licensing.history(limit, offset);
      return rows.map((row) => ({ ...row, receipt: row.receipt as never }));
    }),
  ];
}

/** A receipt as the API answers it. */
const shown = async (receipt: Promise<unknown>) => (await receipt) as never;

function signInLinks(links: SignInLinks): Route[] {
  const helpDesk = [system("sysconsole_write_user_management_users", "manage_system"), mayManage(links.users)];
  return [
    route(api.createSignInLink, helpDesk, (call) => {
      const { request, params, caller, ip } = call;
      return links.create(caller, params.user_id, `${request.server.info.protocol}://${request.info.host}`, ip);
    }),
    route(
      api.redeemSignInLink,
      anyone(),
      async ({ body, ip }) => {
        const user = await links.redeem(body.token, body.new_password, ip);
        return { status: "OK" as const, username: user.username };
      },
      { perMinute: 30 },
    ),
  ];
}
