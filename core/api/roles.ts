import { type Static, Type } from "@sinclair/typebox";
import { API, Id, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const Role = Type.Object({
  id: Id,
  name: Type.String(),
  display_name: Type.String(),
  description: Type.String(),
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  permissions: Type.Array(Type.String()),
  scheme_managed: Type.Boolean(),
  built_in: Type.Boolean(),
});
export type Role = Static<typeof Role>;

const roles = `${API}/roles` as const;

export const listRoles = endpoint({ method: "GET", path: `${roles}`, reply: Type.Array(Role), summary: "All roles." });
export const getRole = endpoint({ method: "GET", path: `${roles}/{role_id}`, reply: Role, summary: "One role." });
export const getRoleByName = endpoint({
  method: "GET",
  path: `${roles}/name/{role_name}`,
  reply: Role,
  summary: "One role by name.",
});
export const getRolesByNames = endpoint({
  method: "POST",
  path: `${roles}/names`,
  body: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100 }),
  reply: Type.Array(Role),
  summary: "Roles by their names; unknown names are left out.",
});
export const patchRole = endpoint({
  method: "PUT",
  path: `${roles}/{role_id}/patch`,
  body: Type.Object({ permissions: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 1000 }) }),
  reply: Role,
  summary: "Set the permissions of a role.",
});

const ancillary = `${API}/permissions/ancillary` as const;
const SomePermissions = Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1000 });

export const getAncillary = endpoint({
  method: "GET",
  path: ancillary,
  query: Type.Object({ subsection_permissions: Type.Optional(Type.String({ maxLength: 2000 })) }),
  reply: Type.Array(Type.String()),
  summary: "The older form of the same: permissions separated by commas.",
});
export const getAncillaryOf = endpoint({
  method: "POST",
  path: ancillary,
  body: SomePermissions,
  reply: Type.Array(Type.String()),
  summary: "Permissions with those they bring along: a page of the console and the calls it is made of.",
});
