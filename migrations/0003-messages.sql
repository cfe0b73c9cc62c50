-- Messages, threads, mentions, reactions and files.

CREATE TABLE posts (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  edit_at bigint NOT NULL DEFAULT 0,
  delete_at bigint NOT NULL DEFAULT 0,
  user_id text NOT NULL,
  channel_id text NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  -- '' for a message that is not a reply
  root_id text NOT NULL DEFAULT '',
  -- earlier versions of an edited message are rows of their own, deleted, that name the message here
  original_id text NOT NULL DEFAULT '',
  message text NOT NULL DEFAULT '',
  type text NOT NULL DEFAULT '',
  props jsonb NOT NULL DEFAULT '{}',
  hashtags text NOT NULL DEFAULT '',
  file_ids text[] NOT NULL DEFAULT '{}',
  pending_post_id text NOT NULL DEFAULT '',
  is_pinned boolean NOT NULL DEFAULT false,
  has_reactions boolean NOT NULL DEFAULT false,
  deleted_by text NOT NULL DEFAULT '',
  priority jsonb,
  -- the words of the message, made by the server's own tokeniser
  search tsvector
);
CREATE INDEX posts_channel_time ON posts (channel_id, create_at DESC, id DESC) WHERE original_id = '';
CREATE INDEX posts_channel_changes ON posts (channel_id, update_at) WHERE original_id = '';
CREATE INDEX posts_replies ON posts (root_id, create_at) WHERE root_id <> '' AND original_id = '';
CREATE INDEX posts_time ON posts (create_at DESC) WHERE delete_at = 0;
CREATE INDEX posts_author ON posts (user_id, create_at DESC);
CREATE INDEX posts_versions ON posts (original_id, create_at) WHERE original_id <> '';
CREATE INDEX posts_pinned ON posts (channel_id, create_at DESC) WHERE is_pinned AND delete_at = 0;
CREATE INDEX posts_words ON posts USING gin (search);
-- A message sent again after a lost answer is the same message: the key is written in the message's own transaction.
CREATE UNIQUE INDEX posts_pending ON posts (user_id, pending_post_id) WHERE pending_post_id <> '';

CREATE TABLE threads (
  post_id text PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
  channel_id text NOT NULL,
  team_id text NOT NULL DEFAULT '',
  reply_count integer NOT NULL DEFAULT 0,
  last_reply_at bigint NOT NULL DEFAULT 0,
  -- ids of those who replied, newest reply first
  participants text[] NOT NULL DEFAULT '{}',
  delete_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX threads_channel ON threads (channel_id, last_reply_at);

CREATE TABLE thread_memberships (
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  post_id text NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  following boolean NOT NULL DEFAULT true,
  last_viewed bigint NOT NULL DEFAULT 0,
  last_updated bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, post_id)
);
CREATE INDEX thread_memberships_post ON thread_memberships (post_id);

-- Who a message mentions by name or keyword. Badges are counted from here, so they cannot drift.
CREATE TABLE mentions (
  post_id text NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  user_id text NOT NULL,
  channel_id text NOT NULL,
  root_id text NOT NULL DEFAULT '',
  create_at bigint NOT NULL,
  urgent boolean NOT NULL DEFAULT false,
  PRIMARY KEY (post_id, user_id)
);
CREATE INDEX mentions_user ON mentions (user_id, channel_id, create_at);

-- Messages that mention everybody in their channel: one row, however many members.
CREATE TABLE channel_mentions (
  post_id text PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
  user_id text NOT NULL,
  channel_id text NOT NULL,
  root_id text NOT NULL DEFAULT '',
  create_at bigint NOT NULL
);
CREATE INDEX channel_mentions_channel ON channel_mentions (channel_id, create_at);

CREATE TABLE reactions (
  post_id text NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  user_id text NOT NULL,
  emoji_name text NOT NULL,
  channel_id text NOT NULL,
  create_at bigint NOT NULL,
  PRIMARY KEY (post_id, user_id, emoji_name)
);

CREATE TABLE file_infos (
  id text PRIMARY KEY,
  user_id text NOT NULL,
  -- '' until a message names the file
  post_id text NOT NULL DEFAULT '',
  channel_id text NOT NULL DEFAULT '',
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  path text NOT NULL,
  thumbnail_path text NOT NULL DEFAULT '',
  preview_path text NOT NULL DEFAULT '',
  name text NOT NULL,
  extension text NOT NULL DEFAULT '',
  size bigint NOT NULL,
  mime_type text NOT NULL DEFAULT '',
  width integer NOT NULL DEFAULT 0,
  height integer NOT NULL DEFAULT 0,
  has_preview_image boolean NOT NULL DEFAULT false,
  mini_preview text,
  content text NOT NULL DEFAULT '',
  archived boolean NOT NULL DEFAULT false
);
CREATE INDEX file_infos_post ON file_infos (post_id) WHERE post_id <> '';
CREATE INDEX file_infos_channel ON file_infos (channel_id, create_at DESC);
CREATE INDEX file_infos_user ON file_infos (user_id, create_at DESC);

CREATE TABLE upload_sessions (
  id text PRIMARY KEY,
  type text NOT NULL,
  create_at bigint NOT NULL,
  user_id text NOT NULL,
  channel_id text NOT NULL,
  filename text NOT NULL,
  path text NOT NULL,
  file_size bigint NOT NULL,
  file_offset bigint NOT NULL DEFAULT 0
);
CREATE INDEX upload_sessions_user ON upload_sessions (user_id);

CREATE TABLE emoji (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  creator_id text NOT NULL,
  name text NOT NULL
);
CREATE UNIQUE INDEX emoji_name ON emoji (name) WHERE delete_at = 0;

CREATE TABLE drafts (
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  channel_id text NOT NULL,
  root_id text NOT NULL DEFAULT '',
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  message text NOT NULL,
  props jsonb NOT NULL DEFAULT '{}',
  file_ids text[] NOT NULL DEFAULT '{}',
  priority jsonb,
  PRIMARY KEY (user_id, channel_id, root_id)
);
