import { navigate } from "../../lib/navigation.js";
import { permalinkUrl } from "../../lib/routes.js";
import { currentTeam } from "../teams/store.js";

/** Opens a message where it was written. */
export function jumpTo(postId: string): void {
  navigate(permalinkUrl(currentTeam.peek()?.name ?? "_redirect", postId));
}
