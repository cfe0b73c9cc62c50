-- The servers that write down push notifications, each with the time until which it has done so for all messages. A row
-- that is not renewed any more is that of a server that died: what it may have left undone is looked at by another.
CREATE TABLE push_servers (
  id text PRIMARY KEY,
  noted_until bigint NOT NULL,
  seen_at bigint NOT NULL
);
