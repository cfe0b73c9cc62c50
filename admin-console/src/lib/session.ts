import type { UserProfile } from "@mattermost/types/users";
import { computed, signal } from "@preact/signals";
import { withAncillary } from "../../../core/api/permissions.js";
import { client, statusOf } from "./client.js";

export type SessionState = "loading" | "unreachable" | "out" | "refused" | "terms" | "in";

/** Who is in front of the screen, as far as the console cares. */
export const session = signal<SessionState>("loading");
export const me = signal<UserProfile | undefined>(undefined);
const permissions = signal<ReadonlySet<string>>(new Set());
const admin = computed(() => me.value?.roles.split(" ").includes("system_admin") ?? false);
/** Values of `GET /config/client` and `GET /license/client`. */
export const clientConfig = signal<Record<string, string>>({});

/** Whether the person has one of these permissions in the whole system. */
export const can = (...names: string[]): boolean =>
  admin.value || permissions.value.has("manage_system") || names.some((name) => permissions.value.has(name));

/** Whether the person may see settings at all. */
export const seesSettings = (): boolean =>
  can() ||
  [...permissions.value].some((name) =>
    /^sysconsole_(read|write)_(environment|site|authentication|integrations|compliance|experimental)_/.test(name),
  );

const opensConsole = () => can() || [...permissions.value].some((name) => name.startsWith("sysconsole_"));

const DAY = 86_400_000;

/** Whether the person has to accept the terms of service before the server answers anything else. */
function mustAccept(user: UserProfile): boolean {
  const { CustomTermsOfServiceId: id, CustomTermsOfServiceReAcceptancePeriod: days } = clientConfig.value;
  if (!id) return false;
  return user.terms_of_service_id !== id || user.terms_of_service_create_at <= Date.now() - Number(days) * DAY;
}

/** Finds out who is here. Called once, when the page starts. */
export async function boot(): Promise<void> {
  try {
    const user = await client.getMe();
    const [roles, settings] = await Promise.all([
      client.getRolesByNames(user.roles.split(" ").filter(Boolean)),
      client.getClientConfig(),
    ]);
    permissions.value = new Set(withAncillary(roles.flatMap((role) => role.permissions)));
    clientConfig.value = settings as unknown as Record<string, string>;
    me.value = user;
    session.value = mustAccept(user) ? "terms" : opensConsole() ? "in" : "refused";
  } catch (error) {
    if (statusOf(error) === 401) {
      session.value = "out";
      return;
    }
    session.value = "unreachable";
    setTimeout(() => void boot(), 4_000);
  }
}
