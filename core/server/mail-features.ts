import type { Audits } from "../features/audit/index.js";
import { GuestLinks, guestLinkRoutes } from "../features/guest-links/index.js";
import { Invitations, type InvitationsDeps, invitationRoutes } from "../features/invitations/index.js";
import { jobRoutes } from "../features/jobs/index.js";
import type { SignInLinks } from "../features/license/index.js";
import { mailRoutes, Outbox } from "../features/mail/index.js";
import type { KeptOut } from "../features/mfa/index.js";
import { Notices, noticeRoutes, Unsubscribe } from "../features/notices/index.js";
import { Recovery, recoveryRoutes, Verification, Warnings } from "../features/recovery/index.js";
import type { Login, Sessions } from "../features/sessions/index.js";
import type { Statuses } from "../features/statuses/index.js";
import type { System } from "../features/system/index.js";
import type { Route } from "../platform/http/route.js";
import { emailSettings } from "../platform/mail/index.js";
import { sweepTokens } from "../platform/one-time.js";
import type { Platform } from "../platform/platform.js";

export interface MailFeatureParts extends InvitationsDeps {
  readonly login: Login;
  readonly sessions: Sessions;
  readonly system: System;
  readonly statuses: Statuses;
  readonly audits: Audits;
  readonly signInLinks: SignInLinks;
  keptOut(userId: string): Promise<KeptOut>;
}

/** Puts the features together that send mails, and those for administrators of jobs and mails. */
export function composeMailFeatures(
  platform: Platform,
  parts: MailFeatureParts,
): { invitations: Invitations; notices: Notices; routes: Route[] } {
  const { users, sessions, login, audits, signInLinks, system } = parts;
  const { jobs, mails, config, db } = platform;
  const redeemLink = (token: string, password: string, ip: string) => signInLinks.redeem(token, password, ip);
  const recovery = new Recovery(platform, { users, sessions, login, audits, redeemLink });
  new Warnings(platform, users);
  const verification = new Verification(platform, users, login, audits);
  const invitations = new Invitations(platform, parts);
  const guestLinks = new GuestLinks(platform, { ...parts, invitations });
  const unsubscribe = new Unsubscribe(platform, users, system);
  const notices = new Notices(platform, users, { ...parts, unsubscribe });
  parts.teams.joinByToken = (token, caller) => invitations.join(token, caller);
  jobs.define(
    "token_housekeeping",
    { title: "Forgets links that have expired", schedule: () => ({ daily: "03:10" }), startable: true },
    async () => ({ deleted: await sweepTokens(db) }),
  );
  // Clients offer what needs mails only where mails can be sent.
  system.addClientConfig(() => ({
    SendEmailNotifications: String(mails.canSend && config.get(emailSettings.SendEmailNotifications)),
  }));
  return {
    invitations,
    notices,
    routes: [
      ...jobRoutes(platform, audits),
      ...mailRoutes(new Outbox(platform, audits), users),
      ...recoveryRoutes(recovery, verification, users),
      ...invitationRoutes(invitations, parts.teamDoor),
      ...guestLinkRoutes(guestLinks, () => system.siteUrl()),
      ...noticeRoutes(unsubscribe),
    ],
  };
}
