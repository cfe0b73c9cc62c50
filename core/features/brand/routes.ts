import * as api from "../../api/brand.js";
import { OK } from "../../api/common.js";
import type { AnyCall } from "../../platform/http/call.js";
import { anyone, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Brand } from "./service.js";

export function brandRoutes(brand: Brand): Route[] {
  const editors = () => system("edit_brand", "manage_system");
  return [
    route(api.getBrandImage, anyone(), (call) => brand.answer(call as unknown as AnyCall)),
    route(
      api.uploadBrandImage,
      editors(),
      async (call) => {
        await brand.receive(call as unknown as AnyCall);
        return OK;
      },
      { payload: "stream" },
    ),
    route(api.deleteBrandImage, editors(), async () => {
      await brand.remove();
      return OK;
    }),
  ];
}
