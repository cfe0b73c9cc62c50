-- Notifications on their way to phones. They go to a session, so that they end with it; the device is read when they are
-- sent. Those that were sent are kept for some days: they are taken off the phone when the channel is read elsewhere.
CREATE TABLE push_notifications (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('message', 'clear', 'update_badge')),
  session_id text NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  user_id text NOT NULL,
  post_id text NOT NULL DEFAULT '',
  channel_id text NOT NULL DEFAULT '',
  root_id text NOT NULL DEFAULT '',
  because text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'dropped')),
  attempts integer NOT NULL DEFAULT 0,
  next_at bigint NOT NULL,
  lease_until bigint NOT NULL DEFAULT 0,
  last_error text NOT NULL DEFAULT '',
  done_at bigint NOT NULL DEFAULT 0,
  -- Taken off the phone again.
  cleared boolean NOT NULL DEFAULT false
);
CREATE INDEX push_notifications_due ON push_notifications (next_at) WHERE state = 'queued';
CREATE INDEX push_notifications_shown ON push_notifications (user_id, channel_id) WHERE kind = 'message' AND NOT cleared;
CREATE INDEX push_notifications_session ON push_notifications (session_id);
CREATE INDEX push_notifications_done ON push_notifications (done_at) WHERE done_at > 0;

-- The sessions of phones, to find those of a person or a channel.
CREATE INDEX sessions_phones ON sessions (user_id) WHERE device_id <> '';
