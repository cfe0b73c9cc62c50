-- People, how they sign in, and what they prefer. Times are integer milliseconds since 1970 (UTC); 0 = not set.

CREATE TABLE systems (
  name text PRIMARY KEY,
  value text NOT NULL
);

CREATE TABLE roles (
  id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  display_name text NOT NULL DEFAULT '',
  description text NOT NULL DEFAULT '',
  permissions text[] NOT NULL DEFAULT '{}',
  scheme_managed boolean NOT NULL DEFAULT false,
  built_in boolean NOT NULL DEFAULT false,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0
);

CREATE TABLE users (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  username text NOT NULL,
  email text NOT NULL,
  email_verified boolean NOT NULL DEFAULT false,
  password text NOT NULL DEFAULT '',
  auth_service text NOT NULL DEFAULT '',
  auth_data text,
  nickname text NOT NULL DEFAULT '',
  first_name text NOT NULL DEFAULT '',
  last_name text NOT NULL DEFAULT '',
  position text NOT NULL DEFAULT '',
  roles text NOT NULL DEFAULT 'system_user',
  props jsonb NOT NULL DEFAULT '{}',
  notify_props jsonb NOT NULL DEFAULT '{}',
  timezone jsonb NOT NULL DEFAULT '{}',
  locale text NOT NULL DEFAULT 'en',
  last_password_update bigint NOT NULL DEFAULT 0,
  last_picture_update bigint NOT NULL DEFAULT 0,
  failed_attempts integer NOT NULL DEFAULT 0,
  mfa_active boolean NOT NULL DEFAULT false,
  mfa_secret text NOT NULL DEFAULT '',
  is_bot boolean NOT NULL DEFAULT false,
  bot_description text NOT NULL DEFAULT '',
  last_login bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX users_username ON users (username);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE UNIQUE INDEX users_auth ON users (auth_service, auth_data) WHERE auth_data IS NOT NULL;
CREATE INDEX users_username_prefix ON users (username text_pattern_ops);
CREATE INDEX users_update_at ON users (update_at);

-- Words besides the user name that mention a person (their keywords, their first name), lower-case.
CREATE TABLE mention_keywords (
  keyword text NOT NULL,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (keyword, user_id)
);
CREATE INDEX mention_keywords_user ON mention_keywords (user_id);

CREATE TABLE sessions (
  id text PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  create_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  last_activity_at bigint NOT NULL,
  device_id text NOT NULL DEFAULT '',
  is_oauth boolean NOT NULL DEFAULT false,
  csrf text NOT NULL DEFAULT '',
  props jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX sessions_user ON sessions (user_id, last_activity_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Single-use secrets sent to people: password reset, e-mail verification, invitations. Only their hash is kept.
CREATE TABLE tokens (
  token_hash text PRIMARY KEY,
  type text NOT NULL,
  create_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  extra jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE preferences (
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  category text NOT NULL,
  name text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (user_id, category, name)
);

CREATE TABLE statuses (
  user_id text PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  status text NOT NULL,
  manual boolean NOT NULL DEFAULT false,
  last_activity_at bigint NOT NULL DEFAULT 0,
  dnd_end_time bigint NOT NULL DEFAULT 0,
  previous_status text NOT NULL DEFAULT ''
);
CREATE INDEX statuses_dnd ON statuses (dnd_end_time) WHERE dnd_end_time > 0;

-- One row per saved state of the settings; the newest is in force. Older rows are the history.
CREATE TABLE configurations (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  user_id text NOT NULL DEFAULT '',
  comment text NOT NULL DEFAULT '',
  value jsonb NOT NULL
);
CREATE INDEX configurations_newest ON configurations (create_at DESC, id DESC);

CREATE TABLE audits (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  user_id text NOT NULL DEFAULT '',
  session_id text NOT NULL DEFAULT '',
  ip_address text NOT NULL DEFAULT '',
  action text NOT NULL,
  object text NOT NULL DEFAULT '',
  result text NOT NULL DEFAULT 'success',
  extra jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audits_time ON audits (create_at DESC);
CREATE INDEX audits_user ON audits (user_id, create_at DESC);
