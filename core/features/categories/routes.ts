import * as api from "../../api/categories.js";
import { OK } from "../../api/common.js";
import { badBody } from "../../platform/app-error.js";
import { self } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { inTeam, type TeamDoor } from "../teams/index.js";
import { selfOrManager } from "../users/index.js";
import type { Categories } from "./service.js";

/** A body may name the person and the team again, but no others than the path. @throws AppError 400 */
function checkOwner(params: { user_id: string; team_id: string }, body: { user_id?: string; team_id?: string }) {
  if (body.user_id && body.user_id !== params.user_id) throw badBody("user_id");
  if (body.team_id && body.team_id !== params.team_id) throw badBody("team_id");
}

export function categoryRoutes(categories: Categories, teamDoor: TeamDoor): Route[] {
  const inside = inTeam(teamDoor)("view_team");
  const reads = [self("edit_other_users"), inside];
  const writes = [...selfOrManager(categories.channels.users), inside];
  return [
    route(api.getCategories, reads, ({ params }) => categories.all(params.user_id, params.team_id)),
    route(
      api.getCategoryOrder,
      reads,
      async ({ params }) => (await categories.all(params.user_id, params.team_id)).order,
    ),
    route(api.getCategory, reads, ({ params }) => categories.one(params.user_id, params.team_id, params.category_id)),
    route(api.createCategory, writes, async ({ params, body }) => {
      checkOwner(params, body);
      return categories.create(params.user_id, params.team_id, body);
    }),
    route(api.updateCategories, writes, async ({ params, body }) => {
      for (const change of body) checkOwner(params, change);
      return categories.update(params.user_id, params.team_id, body);
    }),
    route(api.updateCategory, writes, async ({ params, body }) => {
      checkOwner(params, body);
      if (body.id && body.id !== params.category_id) throw badBody("id");
      const [updated] = await categories.update(params.user_id, params.team_id, [{ ...body, id: params.category_id }]);
      return updated as NonNullable<typeof updated>;
    }),
    route(api.updateCategoryOrder, writes, ({ params, body }) =>
      categories.reorder(params.user_id, params.team_id, body),
    ),
    route(api.deleteCategory, writes, async ({ params }) => {
      await categories.delete(params.user_id, params.team_id, params.category_id);
      return OK;
    }),
  ];
}
