import { Type } from "@sinclair/typebox";
import { API, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";

const image = `${API}/brand/image` as const;

export const getBrandImage = endpoint({
  method: "GET",
  path: image,
  reply: Type.Unknown(),
  summary: "The picture of the sign-in page (PNG or JPEG); 404 when there is none.",
});
export const uploadBrandImage = endpoint({
  method: "POST",
  path: image,
  reply: StatusOk,
  status: 201,
  summary: "Sets the picture of the sign-in page: a form with the file in the field `image`.",
});
export const deleteBrandImage = endpoint({
  method: "DELETE",
  path: image,
  reply: StatusOk,
  summary: "Removes the picture of the sign-in page.",
});
