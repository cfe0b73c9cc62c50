const WORDS: Record<string, string> = {
  "bots.assign": "Handed a bot over",
  "bots.change": "Changed a bot",
  "bots.create": "Made a bot",
  "bots.disable": "Disabled a bot",
  "bots.enable": "Enabled a bot",
  "bots.from_person": "Made the account of a person a bot",
  "bots.picture": "Changed the picture of a bot",
  "bots.to_person": "Made a bot the account of a person",
  "brand.picture": "Set the picture of the sign-in page",
  "brand.picture.remove": "Removed the picture of the sign-in page",
  "caches.invalidate": "Emptied the caches",
  "channels.add_member": "Added people to a channel",
  "channels.archive": "Archived a channel",
  "channels.member_roles": "Changed the roles of a channel member",
  "channels.moderation": "Changed who may write in a channel",
  "channels.move": "Moved a channel to another team",
  "channels.privacy": "Made a channel public or private",
  "channels.remove_member": "Removed somebody from a channel",
  "channels.restore": "Restored a channel",
  "channels.scheme": "Gave a channel other permissions",
  "channels.settings": "Changed a channel",
  "config.change": "Changed settings",
  "config.reload": "Read the settings anew",
  "database.recycle": "Replaced the database connections",
  "edition.state": "Changed the edition",
  "emoji.delete": "Deleted an emoji",
  "files.public_link": "Gave a file a public link",
  "files.public_link.remove": "Took the public link of a file back",
  "groups.link": "Linked a group of the directory",
  "groups.patch": "Changed a group of the directory",
  "groups.unlink": "Unlinked a group of the directory",
  "jobs.cancel": "Cancelled a job",
  "jobs.create": "Started a job",
  "jobs.download": "Downloaded what a job made",
  "jobs.status": "Changed the state of a job",
  "ldap.adopt": "Brought an account to the directory",
  "ldap.deactivate": "Deactivated somebody the directory does not name",
  "ldap.reactivate": "Reactivated somebody the directory names again",
  "ldap.sync": "Synchronised with the directory",
  "ldap.sync.confirm": "Let a synchronisation go on",
  "mail.delete": "Deleted a mail",
  "mail.open": "Read a mail that was not delivered",
  "mail.retry": "Sent a mail again",
  "mail.retry_held": "Sent the mails that were held",
  "posts.delete": "Deleted a message of somebody else",
  "posts.edit": "Changed a message of somebody else",
  "posts.move": "Moved a thread to another channel",
  "profile_fields.change": "Changed a profile field",
  "profile_fields.create": "Made a profile field",
  "profile_fields.delete": "Deleted a profile field",
  "reactions.delete": "Removed a reaction of somebody else",
  "roles.permissions": "Changed what a role may do",
  "schemes.create": "Made a permission scheme",
  "schemes.delete": "Deleted a permission scheme",
  "schemes.patch": "Changed a permission scheme",
  "server.busy": "Marked the server as busy",
  "server.not_busy": "Took the mark “busy” from the server",
  "sessions.revoke_everybody": "Signed everybody out",
  "teams.add_member": "Added people to a team",
  "teams.archive": "Archived a team",
  "teams.create": "Made a team",
  "teams.invite.cancel_all": "Cancelled all invitations",
  "teams.invite_link": "Made a new invitation link of a team",
  "teams.member_roles": "Changed the roles of a team member",
  "teams.picture": "Changed the picture of a team",
  "teams.privacy": "Opened or closed a team",
  "teams.remove_member": "Removed somebody from a team",
  "teams.restore": "Restored a team",
  "teams.scheme": "Gave a team other permissions",
  "teams.settings": "Changed a team",
  "terms_of_service.answer": "Answered the terms of service",
  "terms_of_service.create": "Wrote new terms of service",
  "terms_of_service.export": "Exported who accepted the terms of service",
  "user.demote": "Made a member a guest",
  "user.erase": "Erased a person",
  "user.guest_expired": "Ended the time of a guest",
  "user.guest_expiry": "Set until when a guest may stay",
  "user.promote": "Made a guest a member",
  "users.acted_for": "Did something for somebody else",
  "users.active": "Activated or deactivated an account",
  "users.create": "Made an account",
  "users.email.verify": "Confirmed an e-mail address",
  "users.email.vouch": "Confirmed the address of somebody else",
  "users.export": "Exported the report of people",
  "users.login": "Signed in",
  "users.mfa": "Changed multi-factor authentication",
  "users.password": "Changed a password",
  "users.password.reset": "Reset a password",
  "users.profile": "Changed the profile of somebody else",
  "users.roles": "Changed the roles of a person",
  "users.sessions.revoke": "Ended a session of somebody else",
  "users.sessions.revoke_all": "Signed a person out everywhere",
  "users.sign_in_link.create": "Made a sign-in link for somebody",
  "users.sign_in_link.redeem": "Used a sign-in link",
  "users.sign_in_method": "Changed how a person signs in",
  "users.sign_in_method.move": "Changed how many people sign in",
  "users.sign_in_method.switch": "Changed how they sign in",
  "users.tokens.create": "Made an access token",
  "users.tokens.disable": "Switched an access token off",
  "users.tokens.enable": "Switched an access token on",
  "users.tokens.revoke": "Deleted an access token",
  "users.unlock": "Unlocked an account",
};

/** What was done, in words; undefined for an action this console does not know. */
export const wordsOf = (action: string): string | undefined => WORDS[action];

const isId = (value: unknown): value is string => typeof value === "string" && /^[a-z0-9]{26}$/.test(value);

/** The ids an entry names beside the one who acted: people, places, whatever it was about. */
export function idsIn({ object, extra }: { object: string; extra: Record<string, unknown> }): string[] {
  return [object, ...Object.values(extra).flat()].filter(isId);
}

/** The teams and channels an entry is about: what its action is done to, and what its details name. */
export function placesIn({
  action,
  object,
  extra,
}: {
  action: string;
  object: string;
  extra: Record<string, unknown>;
}): Record<"team" | "channel", string[]> {
  const of = (kind: "team" | "channel") =>
    [action.startsWith(`${kind}s.`) ? object : "", extra[`${kind}_id`]].filter(isId);
  return { team: of("team"), channel: of("channel") };
}

/** What else is known of an entry, a line each: `paths: TeamSettings.SiteName`. Empty values are left out. */
export function detailsOf(extra: Record<string, unknown>, nameOf: (id: string) => string): string[] {
  const text = (value: unknown) =>
    isId(value) ? nameOf(value) : typeof value === "string" ? value : JSON.stringify(value);
  return Object.entries(extra).flatMap(([key, value]) => {
    const shown = (Array.isArray(value) ? value : [value]).map(text).filter(Boolean).join(", ");
    return shown ? [`${key.replaceAll("_", " ")}: ${shown}`] : [];
  });
}
