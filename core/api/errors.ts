/**
 * Every error the server can answer, once: id -> [HTTP status, message].
 * `{name}` in a message is filled from the parameters given where the error is raised.
 * Ids that existing clients test for keep the names those clients know.
 */
export const errors = {
  // Requests
  "api.context.invalid_body_param.app_error": [400, "Invalid or missing {name} in the request body."],
  "api.context.invalid_url_param.app_error": [400, "Invalid or missing {name} in the request URL."],
  "api.context.invalid_query_param.app_error": [400, "Invalid or missing query parameter {name}."],
  "api.context.malformed_body.app_error": [400, "The request body is not valid JSON: {reason}."],
  "api.context.unsupported_media_type.app_error": [415, "Send the body as {expected}; {given} is not accepted here."],
  "api.context.request_body_too_large.app_error": [413, "The request body is larger than the limit of {limit} bytes."],
  "api.context.url_too_long.app_error": [414, "The address is longer than {limit} characters."],
  "api.context.404.app_error": [404, "There is nothing at this address."],
  "api.context.method_not_allowed.app_error": [405, "This address does not answer {method}."],
  "api.context.session_expired.app_error": [401, "Your session is missing or has expired. Please sign in again."],
  "api.context.permissions.app_error": [403, "You do not have the permission this needs."],
  "api.context.mfa_required.app_error": [401, "Set up multi-factor authentication to continue."],
  "api.context.terms_of_service_required.app_error": [403, "Accept the terms of service of this server to continue."],
  "api.context.rate_limit.app_error": [429, "Too many requests. Try again in {seconds} seconds."],
  "api.context.unavailable.app_error": [
    503,
    "The server cannot reach its {dependency} right now. Try again in a moment.",
  ],
  "api.context.server_busy.app_error": [
    503,
    "The server is busy; what can wait is put off for now. Try again in {seconds} seconds.",
  ],
  "api.context.timeout.app_error": [503, "The request took too long and was given up. Narrow it down or try again."],
  "api.context.internal.app_error": [
    500,
    "Something went wrong on the server. The request id helps the administrator find it.",
  ],
  "api.context.feature_disabled.app_error": [501, "{feature} is switched off on this server."],
  "api.license_error": [501, "This needs a capability of the Enterprise Edition that is not active on this server."],
  "api.user.create_user.license_user_limits.exceeded": [
    400,
    "All {seats} seats of the licence are taken. Deactivate an account, or get a licence with more seats.",
  ],
  "api.license.add_license.invalid.app_error": [400, "The licence is refused. {reason}"],
  "api.license.add_license.no_file.app_error": [400, "The request holds no licence file in the field license."],
  "api.license.request_trial_license.used.app_error": [400, "The evaluation cannot start. {reason}"],
  "api.user.reset_password.invalid_link.app_error": [400, "This link is not valid any more. Ask for a new one."],
  "store.not_found.app_error": [404, "The {what} was not found."],
  "store.conflict.app_error": [409, "The {what} was changed at the same moment. Load it again and retry."],

  // Settings
  "api.config.update_config.invalid.app_error": [400, "{path} {reason}."],
  "api.config.update_config.environment.app_error": [
    400,
    "{path} is set by the environment variable {variable} and can only be changed there.",
  ],
  "api.config.migrate_config.app_error": [
    501,
    "Settings of this server are kept in its database and nowhere else, so they cannot be moved between stores. To take over the settings of another server, send them with PUT /api/v4/config.",
  ],
  "app.plugin.disabled.app_error": [501, "This server runs no plugins."],
  "api.license.request_renewal_link.app_error": [
    501,
    "There is no address to renew the licence at. Ask whoever issued it for a new one, and apply that.",
  ],
  "app.admin.test_site_url.failure": [400, "This server was not found at the address. {reason}"],
  "api.admin.upload_brand_image.no_file.app_error": [400, "The request holds no picture in the field {name}."],
  "api.admin.upload_brand_image.too_large.app_error": [413, "The picture is larger than the limit of {limit} bytes."],
  "brand.save_brand_image.decode.app_error": [400, "The file is not a picture this server can read."],
  "api.file.test_connection.app_error": [400, "{reason}"],

  // Signing in
  "api.user.login.invalid_credentials_email": [401, "Enter a valid e-mail address and password."],
  "api.user.login.invalid_credentials_username": [401, "Enter a valid user name and password."],
  "api.user.login.invalid_credentials_email_username": [
    401,
    "Enter a valid e-mail address or user name, and password.",
  ],
  "api.user.login.blank_pwd.app_error": [400, "The password must not be blank."],
  "api.user.login.inactive.app_error": [401, "This account has been deactivated. Ask an administrator."],
  "api.user.login.not_verified.app_error": [401, "Confirm your e-mail address first: open the link we sent you."],
  "api.user.login.bot_login_forbidden.app_error": [401, "Bot accounts sign in with a token, not with a password."],
  "api.user.login.use_auth_service.app_error": [401, "Sign in with {service}."],
  "api.user.login_by_link.invalid.app_error": [400, "This link is not good any more. Ask for a new one."],
  "api.user.login_by_link.known.app_error": [
    400,
    "There is an account with your address already. Sign in to it, then use the invitation.",
  ],
  "api.user.login.guest_accounts.disabled.app_error": [401, "Guest accounts are switched off on this server."],
  "api.user.promote_guest_to_user.no_guest.app_error": [501, "This person is not a guest."],
  "api.user.demote_user_to_guest.already_guest.app_error": [501, "This person is a guest already."],
  "api.user.check_user_login_attempts.too_many.app_error": [
    401,
    "The account is locked after too many failed attempts. Reset the password, or ask an administrator to unlock it.",
  ],
  "mfa.validate_token.authenticate.app_error": [401, "Enter the code of your authenticator app."],
  "api.user.check_user_mfa.bad_code.app_error": [401, "The code of the authenticator app is not right."],

  // Bots
  "api.bot.create_disabled": [403, "Bot accounts are switched off on this server."],
  "api.bot.assign.not_a_person": [400, "A bot belongs to an active person who is neither a guest nor a bot."],
  "api.bot.from_user.not_possible": [
    400,
    "This account cannot be made a bot: it is one already, a guest, of a directory, or your own.",
  ],

  // Accounts
  "api.user.create_user.no_open_server": [403, "This server does not allow open sign-up. Ask for an invitation."],
  "api.user.create_user.signup_link_invalid.app_error": [
    400,
    "The invitation link is not valid any more. Ask for a new one.",
  ],
  "api.user.create_user.accepted_domain.app_error": [400, "The e-mail address must belong to one of: {domains}."],
  "api.user.create_user.disabled.app_error": [501, "Sign-up with e-mail is switched off on this server."],
  "app.user.save.email_exists.app_error": [400, "An account with this e-mail address exists already."],
  "app.user.save.username_exists.app_error": [400, "An account with this user name exists already."],
  "model.user.is_valid.username.app_error": [
    400,
    "A user name begins with a letter and has 3 to 64 lower-case letters, digits and the signs . - _; some words are reserved.",
  ],
  "model.user.is_valid.email.app_error": [400, "The e-mail address is not valid."],
  "model.user.is_valid.pwd.app_error": [400, "The password must have {rules}."],
  "api.user.update_password.incorrect.app_error": [400, "The current password is not right."],
  "api.user.update_password.oauth.app_error": [400, "This account signs in with {service}; it has no password here."],
  "api.user.patch_user.login_provider_attribute_set.app_error": [
    409,
    "The field {field} of this account comes from {service} and can only be changed there.",
  ],
  "ent.ldap.disabled.app_error": [501, "Signing in with AD/LDAP is switched off. Switch it on in its settings first."],
  "ent.ldap.test.app_error": [400, "{reason}"],
  "ent.ldap.certificate.app_error": [400, "The file is not a {what} (PEM), or does not belong to the other one."],
  "ent.ldap.sync.confirm.app_error": [409, "There is no synchronisation that waits for a confirmation any more."],
  "api.user.login_switch.not_active.app_error": [
    501,
    "Signing in with {service} is not active on this server. Ask an administrator to change how you sign in.",
  ],
  "api.user.login_switch.by_administrators.app_error": [
    403,
    "On this server only administrators change how people sign in.",
  ],
  "api.user.login_switch.combination.app_error": [
    400,
    "An account cannot go from {from} to {to}. One of the two must be a password of this server (email), the other not.",
  ],
  "api.user.login_switch.not_proved.app_error": [400, "The name or the password at {service} is not right."],
  "api.user.update_auth.taken.app_error": [400, "Another account is linked to this id already."],
  "api.user.update_active.last_admin.app_error": [
    400,
    "This is the last system administrator. Make somebody else administrator first.",
  ],
  "api.user.upload_profile_user.array.app_error": [400, "The request holds no picture in the field image."],
  "api.user.upload_profile_user.decode.app_error": [400, "The file is not a picture this server can read."],
  "api.user.upload_profile_user.too_large.app_error": [413, "The picture is larger than the limit of {limit} bytes."],

  "app.custom_profile_attributes.limit_reached.app_error": [422, "There can be at most {limit} profile fields."],
  "app.custom_profile_attributes.name.app_error": [400, "There is a profile field with this name already."],

  // Mails and jobs
  "api.user.verify_email.bad_link.app_error": [400, "This link is not valid any more. Ask for a new one."],
  "api.user.send_verification.disabled.app_error": [501, "The address is confirmed already."],
  "api.team.invite_members.disabled.app_error": [501, "Invitations by e-mail are switched off on this server."],
  "api.team.invite_members.too_many.app_error": [413, "At most {limit} people can be invited at once."],
  "api.team.invite_members.unable_to_send_email_with_defaults.app_error": [
    501,
    "This server cannot send mails yet. Hand over an invitation link instead.",
  ],
  "api.team.invite_members.member.app_error": [400, "This person is a member of the team already."],
  "api.admin.test_email.missing_server": [400, "Enter a mail server first."],
  "api.admin.test_email.failure": [400, "The mail could not be sent.\n{reason}"],
  "api.mail.open.sent.app_error": [400, "This mail is sent already; what it said is not kept."],
  "api.mail.open.pointless.app_error": [400, "This mail has become pointless: what it was about has changed."],
  "api.job.status.invalid": [400, "A job that is {from} cannot be made {to}."],
  "api.report.start_users_batch_export.job_exists": [
    400,
    "A report you asked for waits to be made already. You get a message when it is ready.",
  ],
  "api.job.cancel.ended.app_error": [400, "The job has ended already."],

  // Teams
  "app.team.save.exists.app_error": [400, "A team with this address exists already."],
  "app.scheme.save.exists.app_error": [400, "A scheme with this name exists already."],
  "app.scheme.scope.app_error": [400, "This scheme is not meant for a {place}."],
  "model.team.is_valid.name.app_error": [
    400,
    "A team address has 2 to 64 lower-case letters, digits and dashes, begins with a letter, and is not a reserved word.",
  ],
  "api.team.add_members.user_denied": [403, "The team accepts only e-mail addresses of its allowed domains."],
  "api.team.add_user_to_team.missing_parameter.app_error": [400, "Name a user, or give an invitation."],
  "api.team.add_user_to_team_from_invite.guest.app_error": [403, "Guests cannot join a team by an invitation link."],
  "api.team.invalid_invite.app_error": [404, "This invitation link is not valid any more. Ask for a new one."],
  "api.group_constrained.user_denied.app_error": [400, "Only people of the groups of this {kind} can be in it."],
  "api.group_constrained.no_groups.app_error": [400, "Link a group to this {kind} first, or nobody could be in it."],
  "app.team.join.max_users.app_error": [400, "The team has reached its limit of {limit} members."],

  // Channels
  "store.sql_channel.save_channel.exists.app_error": [400, "A channel with this address exists already in the team."],
  "model.channel.is_valid.name.app_error": [
    400,
    "A channel address has 1 to 64 lower-case letters, digits, dashes and underscores.",
  ],
  "api.channel.delete_channel.deleted.app_error": [400, "The channel is archived. Restore it first."],
  "api.channel.update_channel.deleted.app_error": [400, "The channel is archived. Restore it first."],
  "api.channel.restore_channel.restored.app_error": [400, "The channel is not archived."],
  "api.channel.leave.default.app_error": [
    400,
    "Nobody can leave or archive the channel {name}: everyone of the team is in it.",
  ],
  "api.channel.leave.direct.app_error": [400, "Direct and group messages cannot be left."],
  "api.channel.update_channel.direct.app_error": [400, "This cannot be changed on direct and group messages."],
  "api.channel.add_user.to.channel.failed.app_error": [400, "This person is not a member of the team."],
  "api.channel.create_group.bad_size.app_error": [400, "A group message has 3 to 8 people."],
  "api.channel.create_direct_channel.invalid_user.app_error": [400, "A direct message needs two existing people."],
  "api.channel.create_direct_channel.restricted.app_error": [
    403,
    "This server allows direct messages only between members of a common team.",
  ],
  "api.channel.convert.not_allowed.app_error": [400, "This kind of channel cannot be converted that way."],

  // Sidebar
  "api.sidebar_category.limit.app_error": [400, "A sidebar has at most {limit} categories in one team."],
  "api.sidebar_category.order.app_error": [400, "The order must name each category of the sidebar exactly once."],
  "api.sidebar_category.delete.app_error": [400, "Only categories you made yourself can be deleted."],

  // Posts
  "api.post.create_post.root_id.app_error": [400, "The message you reply to does not exist in this channel any more."],
  "api.post.create_post.can_not_post_to_deleted.error": [
    400,
    "The channel is archived; no new messages can be written.",
  ],
  "api.post.create_post.town_square_read_only": [403, "Only administrators write in this channel."],
  "api.post.create_post.empty.app_error": [400, "A message needs text or a file."],
  "api.post.post_priority.max_recipients_persistent_notification_post.request_error": [
    400,
    "An urgent message can notify at most {limit} people again and again; this one has {count}. Mention fewer people, or switch the repetition off.",
  ],
  "api.post.post_priority.persistent_notification_everybody.request_error": [
    400,
    "A message with @all, @channel or @here cannot notify again and again. Mention people by name, or switch the repetition off.",
  ],
  "api.post.post_priority.persistent_notification_guest.request_error": [
    403,
    "Guests cannot have people notified again and again on this server.",
  ],
  "model.post.is_valid.message_length.app_error": [400, "The message is longer than {limit} characters."],
  "model.post.is_valid.props.app_error": [400, "The props of the message are larger than {limit} characters."],
  "api.post.create_post.file.app_error": [
    400,
    "A file of this message does not exist, is not yours, or is attached elsewhere.",
  ],
  "api.post.update_post.permissions_time_limit.app_error": [
    400,
    "A message can be edited only within {seconds} seconds.",
  ],
  "api.post.update_post.system_message.app_error": [400, "System messages cannot be edited."],
  "api.post.update_post.conflict.app_error": [409, "The message is already deleted."],
  "app.post.get.app_error": [404, "The message was not found."],
  "api.reaction.save.limit.app_error": [400, "A message can have at most {limit} different reactions."],
  "api.reaction.save.emoji.app_error": [400, "There is no emoji named {name}."],
  "api.reaction.save.archived_channel.app_error": [403, "The channel is archived; reactions cannot change."],
  "app.search.timeout.app_error": [503, "The search took too long. Add a word, a person (from:) or a channel (in:)."],

  "app.draft.save.limit.app_error": [400, "You can have at most {limit} drafts. Send or delete some."],
  "app.preference.save.limit.app_error": [400, "A person can have at most {limit} preferences and saved messages."],
  "app.user_access_token.limit.app_error": [400, "A person can have at most {limit} access tokens. Revoke some."],
  "api.scheduled_post.limit.app_error": [400, "At most {limit} of your messages can wait to be sent."],
  "api.post.reminder.limit.app_error": [400, "You can have at most {limit} reminders."],
  "app.acknowledgement.not_requested.app_error": [400, "This message does not ask to be acknowledged."],
  "app.acknowledgement.delete.deadline.app_error": [
    403,
    "An acknowledgement can be taken back only within {minutes} minutes.",
  ],
  "app.channel.bookmark.limit.app_error": [400, "A channel has at most {limit} bookmarks."],
  "app.channel.bookmark.file.app_error": [400, "The file does not exist, is not yours, or is used elsewhere."],
  "api.post.move_thread.app_error": [400, "The thread cannot be moved. {reason}"],
  "api.channel.move_channel.app_error": [400, "The channel cannot be moved. {reason}"],
  "api.outbound.app_error": [400, "The address gave no answer. {reason}"],

  // Files
  "api.file.upload_file.too_large.app_error": [413, "The file is larger than the limit of {limit} bytes."],
  "api.file.upload_file.empty.app_error": [400, "The file is empty."],
  "api.file.upload_file.storage_full.app_error": [
    507,
    "The file storage of the server is full. Nothing was saved; ask an administrator.",
  ],
  "api.file.upload_file.multipart.app_error": [400, "The upload could not be read: {reason}."],
  "api.file.upload_file.too_many.app_error": [400, "At most {limit} files can be sent at once."],
  "api.file.get_file.no_preview.app_error": [404, "This file has no preview."],
  "api.file.upload.offset.app_error": [400, "The upload is being sent already, or its size does not fit."],
  "api.file.upload_file.large_image.app_error": [400, "The picture has more than {limit} pixels; make it smaller."],
  "api.file.get_public_link.no_post.app_error": [400, "Only a file of a message has a public link."],
  "api.file.public_link.disabled.app_error": [501, "Public links are switched off on this server."],

  // Emoji
  "api.emoji.create.duplicate.app_error": [400, "There is an emoji named {name} already."],
  "api.emoji.create.limit.app_error": [400, "The server has reached its limit of {limit} custom emoji."],
  "api.emoji.upload.image.app_error": [400, "The file is not a picture this server can read."],
  "api.emoji.upload.large_image.app_error": [413, "The picture is larger than the limit of {limit} bytes."],

  // WebSocket
  "api.web_socket_router.bad_seq.app_error": [400, "The message needs a sequence number above 0."],
  "api.web_socket_router.no_action.app_error": [400, "The message names no action."],
  "api.web_socket_router.bad_action.app_error": [400, "There is no such action."],
  "api.web_socket_router.not_authenticated.app_error": [401, "Authenticate this connection first."],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorId = keyof typeof errors;

/** The body of every answer that is not a success. */
export interface ErrorBody {
  id: ErrorId;
  message: string;
  detailed_error: string;
  request_id: string;
  status_code: number;
}
