-- Links with which anybody gets a file. A link is good while its row is here, names its generation, and has not expired.
CREATE TABLE file_links (
  file_id text PRIMARY KEY REFERENCES file_infos (id) ON DELETE CASCADE,
  -- random; part of what is signed, so that a link that was taken back never works again
  generation text NOT NULL,
  user_id text NOT NULL,
  create_at bigint NOT NULL,
  -- 0 = without end
  expires_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX file_links_user ON file_links (user_id);
