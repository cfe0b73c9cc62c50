import { Type } from "@sinclair/typebox";
import { AnyObject, API, StatusOk, StringMap } from "./common.js";
import { endpoint } from "./endpoint.js";

const flag = Type.Optional(Type.String({ maxLength: 64 }));

export const ping = endpoint({
  method: "GET",
  path: `${API}/system/ping`,
  query: Type.Object({
    get_server_status: flag,
    device_id: Type.Optional(Type.String({ maxLength: 512 })),
    time: flag,
    use_rest_semantics: flag,
  }),
  reply: StringMap,
  summary: "Whether the server is up; with `get_server_status=true` also its database and file storage.",
});
export const clientConfig = endpoint({
  method: "GET",
  path: `${API}/config/client`,
  query: Type.Object({ format: flag }),
  reply: StringMap,
  summary: "The settings clients need, as texts; more of them for those who are signed in.",
});
export const clientLicense = endpoint({
  method: "GET",
  path: `${API}/license/client`,
  query: Type.Object({ format: flag }),
  reply: StringMap,
  summary: "The edition in force, as texts.",
});
export const clientPerformance = endpoint({
  method: "POST",
  path: `${API}/client_perf`,
  body: AnyObject,
  reply: StatusOk,
  summary: "Accepts performance figures of clients.",
});
export const timezones = endpoint({
  method: "GET",
  path: `${API}/system/timezones`,
  reply: Type.Array(Type.String()),
  summary: "Names of the time zones the server knows.",
});
