import type { EditionStatus, LicenseSummary } from "../../api/license.js";
import { capabilities, capabilityNames, featureOf, features } from "../../edition/features.js";
import { EVALUATION_DAYS, type Licensing, type Receipt } from "../../edition/license.js";
import { type License, LicenseRefused } from "../../edition/license-key.js";
import { endOf } from "../../edition/license-state.js";
import type { Registry } from "../../edition/registry.js";
import { AppError } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";
import type { System } from "../system/index.js";

/** Where administrators see and switch the edition. */
export class LicenseDesk {
  constructor(
    readonly platform: Platform,
    readonly licensing: Licensing,
    readonly registry: Registry,
    readonly system: System,
    readonly audits: Audits,
  ) {
    platform.events.on("edition.changed", () => void this.#announce());
    platform.events.on("edition.state", ({ from, to, licenseId, customer }) => {
      const record = audits.record({ action: "edition.state", object: licenseId, extra: { from, to, customer } });
      record.catch((error: Error) =>
        platform.log.error({ reason: error.message }, "a change of the licence could not be written down"),
      );
    });
  }

  /** Every client learns at once what it may show now. */
  async #announce(): Promise<void> {
    const { hub, log } = this.platform;
    hub.publish({
      event: "license_changed",
      data: { license: this.licensing.forClients(false) },
      audience: { everyone: true },
    });
    await this.system
      .changed()
      .catch((error: Error) => log.warn({ reason: error.message }, "clients were not told of a switch"));
  }

  async status(): Promise<EditionStatus> {
    const { licensing, registry } = this;
    const { license } = licensing;
    const contained = await registry.contains(capabilityNames);
    return {
      edition: registry.active.length > 0 ? "enterprise" : "team",
      state: licensing.state,
      licence: license ? present(license) : null,
      ends_at: license ? endOf(license) : 0,
      problem: licensing.problem,
      seats: await licensing.seats(),
      evaluation: { ...licensing.evaluation, days: EVALUATION_DAYS },
      module: { ...registry.module },
      capabilities: capabilities.map(({ capability, title, help }) => ({
        name: capability,
        title,
        help,
        present: contained.includes(capability),
        ...(registry.stateOf(capability) ?? { state: "inactive" as const, reason: "" }),
      })),
      always: features.filter((feature) => !feature.capability).map(({ title, help }) => ({ title, help })),
      pages: registry.pages.map((page) => ({ ...page, sections: page.sections ? [...page.sections] : undefined })),
    };
  }

  /** @throws AppError 400 for a licence that is refused */
  async upload(content: string, caller: Caller, ip: string): Promise<License> {
    const receipt = await this.#switch("edition.upload", caller, ip, () =>
      this.licensing.upload(content, caller.userId),
    );
    return receipt.licence as License;
  }

  remove = (caller: Caller, ip: string) =>
    this.#switch("edition.remove", caller, ip, () => this.licensing.remove(caller.userId));
  retry = (caller: Caller, ip: string) =>
    this.#switch("edition.retry", caller, ip, () => this.licensing.retry(caller.userId));
  /** @throws AppError 400 when there was an evaluation, or a licence is in force */
  evaluate = (caller: Caller, ip: string) =>
    this.#switch(
      "edition.evaluate",
      caller,
      ip,
      () => this.licensing.evaluate(caller.userId),
      "api.license.request_trial_license.used.app_error",
    );

  /** Checks a licence without applying it. @throws AppError 400 */
  read(content: string): License {
    try {
      return this.licensing.read(content);
    } catch (error) {
      throw error instanceof LicenseRefused ? refusal(error) : error;
    }
  }

  async #switch(
    action: string,
    caller: Caller,
    ip: string,
    work: () => Promise<Receipt>,
    id: Parameters<typeof refusal>[1] = undefined,
  ): Promise<Receipt> {
    try {
      const receipt = await work();
      const { raised, lowered, failed, licence } = receipt;
      await this.audits.record({ caller, ip, action, object: licence?.id ?? "", extra: { raised, lowered, failed } });
      return receipt;
    } catch (error) {
      await this.audits.record({ caller, ip, action, result: "fail", extra: { reason: (error as Error).message } });
      throw error instanceof LicenseRefused ? refusal(error, id) : error;
    }
  }
}

type RefusalId = "api.license.add_license.invalid.app_error" | "api.license.request_trial_license.used.app_error";

const refusal = (error: Error, id: RefusalId = "api.license.add_license.invalid.app_error") =>
  new AppError(id, { reason: error.message });

/** A licence as the API answers it. */
export const present = (license: License) => ({
  ...license,
  customer: { ...license.customer },
  capabilities: [...license.capabilities],
});

/** A licence in the form clients of this API know. */
export function summary(license: License): LicenseSummary {
  const flags = license.capabilities
    .flatMap((name) => featureOf(name)?.clientKeys ?? [])
    .map((key) => [snake(key), true] as const);
  return {
    id: license.id,
    issued_at: license.issued_at,
    starts_at: license.starts_at,
    expires_at: license.expires_at,
    customer: { ...license.customer, company: license.customer.name },
    features: { users: license.seats, ...Object.fromEntries(flags) },
    sku_name: "Enterprise Edition",
    sku_short_name: license.edition,
    is_trial: license.trial,
  };
}

const snake = (key: string) => key.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "_").toLowerCase();
