-- Who has acknowledged a message that asked for it.
CREATE TABLE post_acknowledgements (
  post_id text NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  acknowledged_at bigint NOT NULL,
  PRIMARY KEY (post_id, user_id)
);

-- Links and files pinned to the top of a channel, in an order the channel chose.
CREATE TABLE channel_bookmarks (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  channel_id text NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  owner_id text NOT NULL,
  file_id text NOT NULL DEFAULT '',
  display_name text NOT NULL,
  sort_order integer NOT NULL,
  link_url text NOT NULL DEFAULT '',
  image_url text NOT NULL DEFAULT '',
  emoji text NOT NULL DEFAULT '',
  type text NOT NULL CHECK (type IN ('link', 'file'))
);
CREATE INDEX channel_bookmarks_channel ON channel_bookmarks (channel_id, sort_order);
