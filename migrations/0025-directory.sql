-- People of a directory (LDAP), and what its synchronisation did. All of this is here whichever edition runs.
-- Times are integer milliseconds since 1970 (UTC); 0 = not set.

-- What the directory said about an account last. The link itself is users.auth_service and users.auth_data.
CREATE TABLE directory_people (
  user_id text PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  dn text NOT NULL DEFAULT '',
  seen_at bigint NOT NULL DEFAULT 0,
  -- Since when a synchronisation keeps the account deactivated, and why. Whom an administrator deactivated has 0.
  away_at bigint NOT NULL DEFAULT 0,
  away_reason text NOT NULL DEFAULT '',
  -- Whether the admin filter made this person an administrator: only then it takes that back.
  promoted boolean NOT NULL DEFAULT false,
  picture_hash text NOT NULL DEFAULT ''
);

-- Every synchronisation. state: running, done, failed, stopped (it asks first).
CREATE TABLE directory_syncs (
  id text PRIMARY KEY,
  service text NOT NULL,
  started_at bigint NOT NULL,
  finished_at bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed', 'stopped')),
  reason text NOT NULL DEFAULT '',
  result jsonb NOT NULL DEFAULT '{}',
  -- Who let a stopped one go on, and when.
  confirmed_by text NOT NULL DEFAULT '',
  confirmed_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX directory_syncs_time ON directory_syncs (service, started_at DESC);

-- Small files settings name, such as certificates, so that all nodes have them.
CREATE TABLE configuration_files (
  name text PRIMARY KEY,
  update_at bigint NOT NULL,
  user_id text NOT NULL DEFAULT '',
  content text NOT NULL
);
