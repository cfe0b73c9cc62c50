import type { UserProfile } from "@mattermost/types/users";
import { config, configNumber } from "../../lib/config.js";

const DAY = 86_400_000;

/** Whether somebody has to accept the terms of service before the server lets them do anything else. */
export function mustAccept(user: UserProfile, now = Date.now()): boolean {
  const { EnableCustomTermsOfService, CustomTermsOfServiceId } = config.peek();
  if (EnableCustomTermsOfService !== "true" || !CustomTermsOfServiceId) return false;
  const lasts = configNumber("CustomTermsOfServiceReAcceptancePeriod", 365) * DAY;
  return user.terms_of_service_id !== CustomTermsOfServiceId || user.terms_of_service_create_at <= now - lasts;
}
