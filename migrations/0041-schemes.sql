-- Permissions of a team's or a channel's own: a scheme is a set of roles that stand for the kinds of membership there.
CREATE TABLE schemes (
  id text PRIMARY KEY,
  name text NOT NULL,
  display_name text NOT NULL,
  description text NOT NULL DEFAULT '',
  scope text NOT NULL CHECK (scope IN ('team', 'channel')),
  -- kind of membership ("channel_user") -> name of the role that stands for it
  roles jsonb NOT NULL,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX schemes_name ON schemes (name) WHERE delete_at = 0;
CREATE INDEX teams_scheme ON teams (scheme_id) WHERE scheme_id IS NOT NULL;

-- A moderated channel was marked by its own id in scheme_id.
ALTER TABLE channels ADD COLUMN moderated boolean NOT NULL DEFAULT false;
UPDATE channels SET moderated = true, scheme_id = NULL WHERE scheme_id = id;
CREATE INDEX channels_scheme ON channels (scheme_id) WHERE scheme_id IS NOT NULL;
