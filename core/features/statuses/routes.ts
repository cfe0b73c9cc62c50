import { OK } from "../../api/common.js";
import * as api from "../../api/statuses.js";
import { badBody } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { selfOrManager, teamAccessSettings, type Users, userStore } from "../users/index.js";
import type { CustomStatuses } from "./custom.js";
import { presentStatus } from "./present.js";
import type { Statuses } from "./service.js";

export function statusRoutes(statuses: Statuses, custom: CustomStatuses, users: Users): Route[] {
  const { config, db } = statuses.platform;
  const showActivity = () => config.get(teamAccessSettings.EnableLastActiveTime);
  /** Statuses in the order asked; of people the caller may not know of as of those who do not exist: nothing. */
  const visible = async (caller: Caller, ids: readonly string[]) => {
    const known = caller.isGuest
      ? new Set([caller.userId, ...(await userStore.knownTo(db, caller.userId))])
      : undefined;
    const asked = [...new Set(ids)].filter((id) => !known || known.has(id));
    return (await statuses.of(asked)).map((row) => presentStatus(row, showActivity()));
  };
  const forget = async ({ params, body }: { params: { user_id: string }; body: api.CustomStatus }) => {
    await custom.forget(params.user_id, body);
    return OK;
  };
  const managers = selfOrManager(users);
  return [
    route(api.getStatus, signedIn(), async ({ params, caller }) => {
      const user = await users.visibleTo(caller, await users.find(params.user_id));
      const [row] = await statuses.of([user.id]);
      return presentStatus(row as NonNullable<typeof row>, showActivity());
    }),
    route(api.getStatusesByIds, signedIn(), ({ body, caller }) => visible(caller, body)),
    route(
      api.updateStatus,
      managers,
      async ({ params, body }) => {
        if (body.user_id && body.user_id !== params.user_id && body.user_id !== "me") throw badBody("user_id");
        await users.get(params.user_id);
        const row = await statuses.choose(params.user_id, body.status, (body.dnd_end_time ?? 0) * 1000);
        return presentStatus(row, showActivity());
      },
      { canWait: true },
    ),
    route(
      api.updateCustomStatus,
      managers,
      async ({ params, body }) => {
        await custom.set(params.user_id, body);
        return OK;
      },
      { canWait: true },
    ),
    route(
      api.deleteCustomStatus,
      managers,
      async ({ params }) => {
        await custom.clear(params.user_id);
        return OK;
      },
      { canWait: true },
    ),
    route(api.deleteRecentCustomStatus, managers, forget, { canWait: true }),
    route(api.forgetRecentCustomStatus, managers, forget, { canWait: true }),
  ];
}
