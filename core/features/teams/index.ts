declare module "../../platform/events.js" {
  interface DomainEvents {
    "team.member.added": { teamId: string; userId: string; by: string };
    "team.member.removed": { teamId: string; userId: string; by: string };
    "team.member.changed": { teamId: string; userId: string };
  }
}

export { inTeam, type TeamAccess, TeamDoor, teamOf, teamRoles } from "./access.js";
export { GroupConstraint } from "./constraint.js";
export { teamPictureRoutes } from "./pictures.js";
export { teamRoutes } from "./routes.js";
export { presentTeam, Teams, teamDirectory } from "./service.js";
export { MEMBERSHIP as TEAM_MEMBERSHIP, type TeamMemberRow, type TeamRow, teamStore } from "./store.js";
