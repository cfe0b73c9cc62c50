-- What the members and guests of a channel may not do there, though they may elsewhere. Channels without a row have no
-- limits; their administrators never have.
CREATE TABLE channel_moderations (
  channel_id text PRIMARY KEY REFERENCES channels (id) ON DELETE CASCADE,
  denied_members text[] NOT NULL DEFAULT '{}',
  denied_guests text[] NOT NULL DEFAULT '{}',
  update_at bigint NOT NULL
);
