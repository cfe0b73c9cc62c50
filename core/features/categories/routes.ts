import * as api from "../../api/categories.js";
import { OK } from "../../api/common.js";
import { badBody } from "../../platform/app-error.js";
import { self } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { inTeam, type TeamDoor } from "../teams/index.js";
import type { Categories } from "./service.js";

/** A body may name the person and the team again, but no others than the path. @throws AppError 400 */
function checkOwner(params: { user_id: string; team_id: string }, body: { user_id?: string; team_id?: string }) {
  if (body.user_id && body.user_id !== params.user_id) throw badBody("user_id");
  if (body.team_id && body.team_id !== params.team_id) throw badBody("team_id");
}

export function categoryRoutes(categories: Categories, teamDoor: TeamDoor): Route[] {
  const guards = [self(), inTeam(teamDoor)("view_team")];
  return [
    route(api.getCategories, guards, ({ params }) => categories.all(params.user_id, params.team_id)),
    route(
      api.getCategoryOrder,
      guards,
      async ({ params }) => (await categories.all(params.user_id, params.team_id)).order,
    ),
    route(api.getCategory, guards, ({ params }) => categories.one(params.user_id, params.team_id, params.category_id)),
    route(api.createCategory, guards, async ({ params, body }) => {
      checkOwner(params, body);
      return categories.create(params.user_id, params.team_id, body);
    }),
    route(api.updateCategories, guards, async ({ params, body }) => {
      for (const change of body) checkOwner(params, change);
      return categories.update(params.user_id, params.team_id, body);
    }),
    route(api.updateCategory, guards, async ({ params, body }) => {
      checkOwner(params, body);
      if (body.id && body.id !== params.category_id) throw badBody("id");
      const [updated] = await categories.update(params.user_id, params.team_id, [{ ...body, id: params.category_id }]);
      return updated as NonNullable<typeof updated>;
    }),
    route(api.updateCategoryOrder, guards, ({ params, body }) =>
      categories.reorder(params.user_id, params.team_id, body),
    ),
    route(api.deleteCategory, guards, async ({ params }) => {
      await categories.delete(params.user_id, params.team_id, params.category_id);
      return OK;
    }),
  ];
}
