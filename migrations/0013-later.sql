-- Messages to be sent later, and messages somebody wants to be reminded of.

CREATE TABLE scheduled_posts (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  user_id text NOT NULL,
  -- no foreign key: when the channel is gone the author still finds the message, with the reason it was not sent
  channel_id text NOT NULL,
  root_id text NOT NULL DEFAULT '',
  message text NOT NULL DEFAULT '',
  props jsonb NOT NULL DEFAULT '{}',
  file_ids text[] NOT NULL DEFAULT '{}',
  priority jsonb,
  scheduled_at bigint NOT NULL,
  -- when sending was given up; 0 = it is still waiting
  processed_at bigint NOT NULL DEFAULT 0,
  error_code text NOT NULL DEFAULT '',
  attempts integer NOT NULL DEFAULT 0,
  retry_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX scheduled_posts_due ON scheduled_posts (scheduled_at, id) WHERE processed_at = 0;
CREATE INDEX scheduled_posts_user ON scheduled_posts (user_id, scheduled_at);

CREATE TABLE post_reminders (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  post_id text NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  create_at bigint NOT NULL,
  -- when it rings next, and the first time it was to ring: repetitions are counted from there, so that they do not drift
  target_time bigint NOT NULL,
  first_time bigint NOT NULL,
  recurrence text NOT NULL DEFAULT '' CHECK (recurrence IN ('', 'daily', 'weekdays', 'weekly', 'monthly'))
);
CREATE UNIQUE INDEX post_reminders_user ON post_reminders (user_id, post_id);
CREATE INDEX post_reminders_due ON post_reminders (target_time);
