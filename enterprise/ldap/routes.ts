import { OK, pageOf } from "../../core/api/common.js";
import * as api from "../../core/api/ldap.js";
import type { Host } from "../../core/edition/contract.js";
import { changesIn } from "../../core/features/config/index.js";
import { AppError } from "../../core/platform/app-error.js";
import type { AnyCall } from "../../core/platform/http/call.js";
import type { Caller } from "../../core/platform/http/caller.js";
import { system } from "../../core/platform/http/guards.js";
import { receivePicture } from "../../core/platform/http/picture-form.js";
import { type Route, route } from "../../core/platform/http/route.js";
import type { JobType } from "../../core/platform/jobs/index.js";
import { type LdapOptions, ldapSettings, readOptions } from "./config.js";
import { testConnection, testSteps } from "./diagnosis.js";
import type { Directory } from "./directory.js";
import { DirectoryError } from "./errors.js";
import { explainPerson } from "./explain.js";
import { type FileKind, isPem, UPLOADED } from "./files.js";
import { syncStore } from "./store.js";
import { diagnoseAttributes, diagnoseFilters, diagnoseGroupAttributes } from "./survey.js";
import type { Sync } from "./sync.js";

const MAX_FILE = 100_000;
const PATIENCE = 25_000;

/** A fault of the directory as an answer. */
const inWords = (error: unknown) =>
  error instanceof DirectoryError
    ? new AppError("ent.ldap.test.app_error", { reason: error.message }, { cause: error })
    : error;

async function said<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw inWords(error);
  }
}

export function ldapRoutes(host: Host, directory: Directory, sync: Sync, job: JobType<Record<string, never>>): Route[] {
  return [...tests(host, directory), ...certificates(host, directory), ...syncs(host, directory, sync, job)];
}

function tests(host: Host, directory: Directory): Route[] {
  const mayTest = () => system("test_ldap");
  /** The settings in force, with those of a draft over them. A changed server does not get the stored password. */
  const draft = async (body: Record<string, unknown>, caller: Caller): Promise<LdapOptions> => {
    const known = Object.fromEntries(Object.entries(body).filter(([key]) => Object.hasOwn(ldapSettings, key)));
    const changes = changesIn(Object.keys(known).length > 0 ? { LdapSettings: known } : {});
    return readOptions(await host.services.configuration.tryOut(changes, caller));
  };
  const diagnose = {
    filters: diagnoseFilters,
    attributes: diagnoseAttributes,
    group_attributes: diagnoseGroupAttributes,
  };
  return [
    route(
      api.testLdap,
      mayTest(),
      async () => {
        await said(testConnection(directory, directory.options));
        return OK;
      },
      { perMinute: 60 },
    ),
    route(
      api.testLdapConnection,
      mayTest(),
      async ({ body, caller }) => {
        await said(testConnection(directory, await draft(body, caller)));
        return OK;
      },
      { perMinute: 60 },
    ),
    route(
      api.testLdapDiagnostics,
      mayTest(),
      async ({ body, query, caller }) => {
        const limits = { within: PATIENCE, signal: host.signal };
        return said(directory.using(await draft(body, caller), diagnose[query.test], limits));
      },
      { perMinute: 60 },
    ),
    route(
      api.testLdapSteps,
      mayTest(),
      async ({ body, caller }) => {
        const steps = await testSteps(directory, await draft(body, caller));
        return { ok: steps.every((step) => step.state !== "failed"), steps };
      },
      { perMinute: 60 },
    ),
  ];
}

/** Uploaded files are kept in the database, and the setting names them. */
function certificates(host: Host, directory: Directory): Route[] {
  const { configuration } = host.services;
  const mayWrite = () => system("sysconsole_write_authentication_ldap");
  const settings = { public: ldapSettings.PublicCertificateFile, private: ldapSettings.PrivateKeyFile };
  const choose = (kind: FileKind, name: string | undefined, caller: Caller, ip: string) =>
    configuration.change(new Map([[`LdapSettings.${settings[kind].key}`, name]]), { caller, ip });
  const upload = (kind: FileKind) => async (call: AnyCall) => {
    const { picture } = await receivePicture(call, host.platform.files, {
      field: "certificate",
      maxBytes: MAX_FILE,
      tooLarge: "api.file.upload_file.too_large.app_error",
      missing: "api.file.upload_file.empty.app_error",
    });
    const what = kind === "public" ? "certificate" : "private key";
    if (!isPem(kind, picture.toString())) throw new AppError("ent.ldap.certificate.app_error", { what });
    await directory.files.put(UPLOADED[kind], picture.toString(), call.caller.userId);
    await choose(kind, UPLOADED[kind], call.caller, call.ip);
    return OK;
  };
  const remove = (kind: FileKind) => async (call: Pick<AnyCall, "caller" | "ip">) => {
    await choose(kind, undefined, call.caller, call.ip);
    await directory.files.drop(UPLOADED[kind]);
    return OK;
  };
  const stream = { payload: "stream" } as const;
  return [
    route(
      api.uploadLdapPublicCertificate,
      system("add_ldap_public_cert", "sysconsole_write_authentication_ldap"),
      (call) => upload("public")(call as unknown as AnyCall),
      stream,
    ),
    route(
      api.uploadLdapPrivateCertificate,
      system("add_ldap_private_cert", "sysconsole_write_authentication_ldap"),
      (call) => upload("private")(call as unknown as AnyCall),
      stream,
    ),
    route(api.deleteLdapPublicCertificate, mayWrite(), (call) => remove("public")(call)),
    route(api.deleteLdapPrivateCertificate, mayWrite(), (call) => remove("private")(call)),
  ];
}

function syncs(host: Host, directory: Directory, sync: Sync, job: JobType<Record<string, never>>): Route[] {
  const { db } = host.platform;
  const { audits } = host.services;
  const mayStart = () => system("create_ldap_sync_job");
  const mayRead = () => system("read_ldap_sync_job");
  return [
    route(api.syncLdap, mayStart(), async ({ caller, ip }) => {
      if (!directory.options.Enable && !directory.options.EnableSync) throw new AppError("ent.ldap.disabled.app_error");
      await audits.record({ caller, ip, action: "ldap.sync" });
      await job.enqueue({}, { singletonKey: "asked" });
      return OK;
    }),
    route(api.previewLdapSync, mayStart(), async () => {
      const { tooMany, result } = await sync.preview();
      return { would_stop: tooMany, report: result };
    }),
    route(api.listLdapSyncs, mayRead(), async ({ query }) => {
      const { limit, offset } = pageOf(query);
      return syncStore.list(db, limit, offset);
    }),
    route(api.confirmLdapSync, mayStart(), async ({ params, caller, ip }) => {
      if (!(await syncStore.confirm(db, params.run_id, caller.userId)))
        throw new AppError("ent.ldap.sync.confirm.app_error");
      await audits.record({ caller, ip, action: "ldap.sync.confirm", object: params.run_id });
      await job.enqueue({}, { singletonKey: "asked" });
      return OK;
    }),
    route(api.explainLdapUser, system("sysconsole_read_user_management_users", "test_ldap"), ({ params }) =>
      explainPerson(host, directory, params.user_id),
    ),
  ];
}
