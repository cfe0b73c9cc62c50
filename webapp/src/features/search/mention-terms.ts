import type { UserProfile } from "@mattermost/types/users";

/** The search that finds messages mentioning a person: user name, own keywords, first name if wanted. */
export function mentionTerms(user: Pick<UserProfile, "username" | "first_name" | "notify_props"> | undefined): string {
  if (!user) return "";
  const words = [`@${user.username}`, ...(user.notify_props?.mention_keys ?? "").split(",")];
  if (user.notify_props?.first_name === "true" && user.first_name) words.push(user.first_name);
  const clean = words.map((word) => word.trim().replace(/"/g, "")).filter(Boolean);
  return [...new Set(clean)].map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(" ");
}
