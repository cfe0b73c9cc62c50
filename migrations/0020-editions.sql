-- The two editions. All of this is here whichever edition runs; switching migrates nothing.

-- Every licence that was ever applied, as the file that was uploaded; the newest that was not removed is in force.
CREATE TABLE licenses (
  id text PRIMARY KEY,
  license_id text NOT NULL,
  create_at bigint NOT NULL,
  user_id text NOT NULL DEFAULT '',
  content text NOT NULL,
  remove_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX licenses_newest ON licenses (create_at DESC, id DESC) WHERE remove_at = 0;

-- One row: the largest time this server has seen, and its one evaluation.
-- Times are integer milliseconds since 1970 (UTC); 0 = not set.
CREATE TABLE edition_state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  latest_time bigint NOT NULL DEFAULT 0,
  evaluation_start bigint NOT NULL DEFAULT 0,
  evaluation_user text NOT NULL DEFAULT '',
  evaluation_end bigint NOT NULL DEFAULT 0,
  -- The state that was written to the audit log last, so that one node of several writes each change.
  recorded_state text NOT NULL DEFAULT 'none'
);
INSERT INTO edition_state DEFAULT VALUES;

-- A receipt of every switch.
CREATE TABLE edition_switches (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  user_id text NOT NULL DEFAULT '',
  cause text NOT NULL,
  receipt jsonb NOT NULL
);
CREATE INDEX edition_switches_time ON edition_switches (create_at DESC, id DESC);
