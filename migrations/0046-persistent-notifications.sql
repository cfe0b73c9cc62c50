-- Whom an urgent message still notifies again and again. A row ends when its person has answered, or has been notified
-- often enough.
CREATE TABLE persistent_notifications (
  post_id text NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  sent integer NOT NULL DEFAULT 0,
  next_at bigint NOT NULL,
  PRIMARY KEY (post_id, user_id)
);
CREATE INDEX persistent_notifications_due ON persistent_notifications (next_at);
