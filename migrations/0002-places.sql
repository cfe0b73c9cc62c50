-- Teams and channels, who is in them, and how each person sorts them.

CREATE TABLE teams (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  name text NOT NULL UNIQUE,
  display_name text NOT NULL,
  description text NOT NULL DEFAULT '',
  email text NOT NULL DEFAULT '',
  type text NOT NULL DEFAULT 'I' CHECK (type IN ('O', 'I')),
  company_name text NOT NULL DEFAULT '',
  allowed_domains text NOT NULL DEFAULT '',
  invite_id text NOT NULL UNIQUE,
  allow_open_invite boolean NOT NULL DEFAULT false,
  last_team_icon_update bigint NOT NULL DEFAULT 0,
  scheme_id text,
  group_constrained boolean NOT NULL DEFAULT false,
  policy_id text
);

CREATE TABLE team_members (
  team_id text NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  roles text NOT NULL DEFAULT '',
  create_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  scheme_guest boolean NOT NULL DEFAULT false,
  scheme_user boolean NOT NULL DEFAULT true,
  scheme_admin boolean NOT NULL DEFAULT false,
  PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_members_user ON team_members (user_id);

CREATE TABLE channels (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  -- '' for direct and group messages
  team_id text NOT NULL DEFAULT '',
  type text NOT NULL CHECK (type IN ('O', 'P', 'D', 'G')),
  display_name text NOT NULL DEFAULT '',
  name text NOT NULL,
  header text NOT NULL DEFAULT '',
  purpose text NOT NULL DEFAULT '',
  last_post_at bigint NOT NULL DEFAULT 0,
  last_root_post_at bigint NOT NULL DEFAULT 0,
  total_msg_count bigint NOT NULL DEFAULT 0,
  total_msg_count_root bigint NOT NULL DEFAULT 0,
  extra_update_at bigint NOT NULL DEFAULT 0,
  creator_id text NOT NULL DEFAULT '',
  scheme_id text,
  props jsonb NOT NULL DEFAULT '{}',
  group_constrained boolean NOT NULL DEFAULT false,
  shared boolean NOT NULL DEFAULT false,
  policy_id text
) WITH (fillfactor = 70);
-- Archived channels keep their address, so that a restore never collides.
CREATE UNIQUE INDEX channels_name ON channels (team_id, name);
CREATE INDEX channels_team ON channels (team_id, type, delete_at);

CREATE TABLE channel_members (
  channel_id text NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  roles text NOT NULL DEFAULT '',
  create_at bigint NOT NULL,
  last_viewed_at bigint NOT NULL DEFAULT 0,
  msg_count bigint NOT NULL DEFAULT 0,
  msg_count_root bigint NOT NULL DEFAULT 0,
  notify_props jsonb NOT NULL DEFAULT '{}',
  last_update_at bigint NOT NULL DEFAULT 0,
  scheme_guest boolean NOT NULL DEFAULT false,
  scheme_user boolean NOT NULL DEFAULT true,
  scheme_admin boolean NOT NULL DEFAULT false,
  PRIMARY KEY (channel_id, user_id)
) WITH (fillfactor = 80);
CREATE INDEX channel_members_user ON channel_members (user_id);

-- Who was in a channel when; never shortened, because a later export must be complete. leave_time 0 = still there.
CREATE TABLE channel_member_history (
  channel_id text NOT NULL,
  user_id text NOT NULL,
  join_time bigint NOT NULL,
  leave_time bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (channel_id, user_id, join_time)
);

CREATE TABLE sidebar_categories (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  team_id text NOT NULL,
  type text NOT NULL CHECK (type IN ('favorites', 'channels', 'direct_messages', 'custom')),
  sorting text NOT NULL DEFAULT '',
  display_name text NOT NULL,
  muted boolean NOT NULL DEFAULT false,
  collapsed boolean NOT NULL DEFAULT false,
  sort_order integer NOT NULL
);
CREATE INDEX sidebar_categories_user ON sidebar_categories (user_id, team_id);

CREATE TABLE sidebar_channels (
  category_id text NOT NULL REFERENCES sidebar_categories (id) ON DELETE CASCADE,
  channel_id text NOT NULL,
  user_id text NOT NULL,
  sort_order integer NOT NULL,
  PRIMARY KEY (category_id, channel_id)
);
CREATE INDEX sidebar_channels_user ON sidebar_channels (user_id, channel_id);
