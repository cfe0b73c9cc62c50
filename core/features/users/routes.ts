import { OK } from "../../api/common.js";
import * as api from "../../api/users.js";
import { forbidden } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Caller } from "../../platform/http/caller.js";
import { anyone, self, signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { privacySettings, teamAccessSettings } from "./config.js";
import { Directory, type Sight } from "./directory.js";
import { mayManage, selfOrManager } from "./guards.js";
import { Pictures } from "./pictures.js";
import type { Users } from "./service.js";
import { type FindInvitation, signUp } from "./signup.js";
import { type UserRow, userStore } from "./store.js";

/** What the routes of people need from features that come later. */
export interface UserDeps extends Sight {
  findInvitation: FindInvitation;
  /** Ends the sessions of a person whose password changes, but for one that may stay ('' = none). */
  endSessions(tx: Transaction, userId: string, except: string): Promise<void>;
  /** Erases a person for good, with their messages, if the caller may. @throws AppError 400, 403, 404, 501 */
  erase(caller: Caller, userId: string, ip: string): Promise<void>;
}

export function userRoutes(users: Users, deps: UserDeps): Route[] {
  return [
    ...lookUps(users),
    ...lists(users, new Directory(users, deps)),
    ...changes(users, deps),
    ...pictureRoutes(users, new Pictures(users)),
  ];
}

function lookUps(users: Users): Route[] {
  const { config, db } = users.platform;
  const show = async (caller: Caller, user: UserRow | undefined) =>
    users.present(await users.visibleTo(caller, user), caller);
  const showAll = async (caller: Caller, rows: UserRow[]) =>
    (await users.allVisibleTo(caller, rows)).map((user) => users.present(user, caller));
  return [
    route(api.getUser, signedIn(), async ({ params, caller }) => show(caller, await users.find(params.user_id)), {
      etag: true,
    }),
    route(
      api.getUserByUsername,
      signedIn(),
      async ({ params, caller }) => show(caller, (await users.byUsernames([params.username]))[0]),
      { etag: true },
    ),
    route(api.getUserByEmail, signedIn(), async ({ params, caller }) => {
      const user = await userStore.byEmail(db, params.email.toLowerCase());
      // Where addresses are hidden, this must not tell whose they are.
      const hidden =
        !config.get(privacySettings.ShowEmailAddress) &&
        !caller.permissions.has("edit_other_users") &&
        user?.id !== caller.userId;
      return show(caller, hidden ? undefined : user);
    }),
    route(api.getUsersByIds, signedIn(), async ({ body, query, caller }) =>
      showAll(caller, await users.byIds(body, query.since)),
    ),
    route(api.getUsersByUsernames, signedIn(), async ({ body, caller }) =>
      showAll(caller, await users.byUsernames(body)),
    ),
    route(api.getKnownUsers, signedIn(), ({ caller }) => userStore.knownTo(db, caller.userId)),
    route(
      api.getUserStats,
      signedIn(),
      async ({ caller }) => ({
        // Guests know only of those they share a channel with.
        total_users_count: caller.isGuest
          ? (await userStore.knownTo(db, caller.userId)).length + 1
          : await userStore.countActive(db),
      }),
      { canWait: true },
    ),
  ];
}

function lists(users: Users, directory: Directory): Route[] {
  const present = (caller: Caller, rows: UserRow[]) => rows.map((user) => users.present(user, caller));
  return [
    route(
      api.getFilteredUserStats,
      system("sysconsole_read_user_management_users", "manage_system"),
      async ({ query, caller }) => ({ total_users_count: await directory.count(caller, query) }),
    ),
    route(api.listUsers, signedIn(), async ({ query, caller }) => present(caller, await directory.list(caller, query))),
    route(
      api.searchUsers,
      signedIn(),
      async ({ body, caller }) => present(caller, await directory.search(caller, body)),
      { canWait: true },
    ),
    route(
      api.autocompleteUsers,
      signedIn(),
      async ({ query, caller }) => {
        const { inside, outside } = await directory.autocomplete(caller, query);
        return { users: present(caller, inside), ...(outside ? { out_of_channel: present(caller, outside) } : {}) };
      },
      { canWait: true },
    ),
  ];
}

function changes(users: Users, deps: UserDeps): Route[] {
  const managers = selfOrManager(users);
  const helpDesk = ["sysconsole_write_user_management_users", "manage_system"];
  const activates = [self(...helpDesk), mayManage(users)];
  /** Whether people may deactivate themselves is a setting; who manages people does the rest. */
  const setActive = async (caller: Caller, userId: string, active: boolean) => {
    const mayGo = !active && users.platform.config.get(teamAccessSettings.EnableUserDeactivation);
    if (!mayGo && !helpDesk.some((permission) => caller.permissions.has(permission))) throw forbidden();
    await users.setActive(userId, active);
    return OK;
  };
  return [
    route(
      api.createUser,
      anyone(),
      async (call) => {
        const user = await signUp(users, deps.findInvitation, call);
        return users.present(user, null, "own");
      },
      { perMinute: 600 },
    ),
    route(api.updateUser, managers, async ({ params, body, caller }) =>
      users.present(await users.patch(params.user_id, body, caller), caller),
    ),
    route(api.patchUser, managers, async ({ params, body, caller }) =>
      users.present(await users.patch(params.user_id, body, caller), caller),
    ),
    route(
      api.updatePassword,
      managers,
      async ({ params, body, caller }) => {
        const { user_id: id } = params;
        const input = { current: body.current_password, next: body.new_password };
        await users.changePassword(id, input, caller, (tx) =>
          deps.endSessions(tx, id, caller.userId === id ? caller.sessionId : ""),
        );
        return OK;
      },
      { perMinute: 60 },
    ),
    route(api.updateUserRoles, [system("manage_roles"), mayManage(users)], async ({ params, body, caller }) => {
      await users.assertMayGive(caller, params.user_id, body.roles);
      await users.setRoles(params.user_id, body.roles);
      return OK;
    }),
    route(api.updateUserActive, activates, ({ params, body, caller }) =>
      setActive(caller, params.user_id, body.active),
    ),
    route(api.deactivateUser, activates, async ({ params, query, caller, ip }) => {
      if (!query.permanent) return setActive(caller, params.user_id, false);
      await deps.erase(caller, params.user_id, ip);
      return OK;
    }),
  ];
}

function pictureRoutes(users: Users, pictures: Pictures): Route[] {
  const managers = selfOrManager(users);
  const seen = async (caller: Caller, userId: string) => users.visibleTo(caller, await users.find(userId));
  return [
    route(api.getUserImage, signedIn(), async (call) =>
      pictures.answer(call as unknown as AnyCall, await seen(call.caller, call.params.user_id)),
    ),
    route(api.getDefaultUserImage, signedIn(), async (call) =>
      pictures.answerInitials(call as unknown as AnyCall, await seen(call.caller, call.params.user_id)),
    ),
    route(
      api.setUserImage,
      managers,
      async (call) => {
        await users.locks.check(await users.get(call.params.user_id), ["picture"], call.caller);
        await pictures.receive(call as unknown as AnyCall, call.params.user_id);
        return OK;
      },
      { payload: "stream" },
    ),
    route(api.deleteUserImage, managers, async ({ params, caller }) => {
      await users.locks.check(await users.get(params.user_id), ["picture"], caller);
      await pictures.remove(params.user_id);
      return OK;
    }),
  ];
}
