-- Groups of people, such as those of a directory, and the teams and channels they decide about. All of this is here
-- whichever edition runs. Times are integer milliseconds since 1970 (UTC); 0 = not set.

CREATE TABLE groups (
  id text PRIMARY KEY,
  -- By which they are mentioned; NULL = not at all.
  name text,
  display_name text NOT NULL,
  description text NOT NULL DEFAULT '',
  source text NOT NULL,
  -- Who it is at its source.
  remote_id text,
  allow_reference boolean NOT NULL DEFAULT false,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  -- Since when it is not linked any more; linking it again brings everything back.
  delete_at bigint NOT NULL DEFAULT 0,
  synced_at bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX groups_name ON groups (name) WHERE name IS NOT NULL;
CREATE UNIQUE INDEX groups_remote ON groups (source, remote_id) WHERE remote_id IS NOT NULL;

CREATE TABLE group_members (
  group_id text NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  create_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_members_user ON group_members (user_id);

-- Teams and channels a group belongs to; with auto_add its people are put into them.
CREATE TABLE group_teams (
  group_id text NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  team_id text NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  auto_add boolean NOT NULL DEFAULT true,
  scheme_admin boolean NOT NULL DEFAULT false,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (group_id, team_id)
);
CREATE INDEX group_teams_team ON group_teams (team_id);

CREATE TABLE group_channels (
  group_id text NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  channel_id text NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  auto_add boolean NOT NULL DEFAULT true,
  scheme_admin boolean NOT NULL DEFAULT false,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (group_id, channel_id)
);
CREATE INDEX group_channels_channel ON group_channels (channel_id);
