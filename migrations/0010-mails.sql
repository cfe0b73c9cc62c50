-- Mails on their way out, and what people are to be told by mail. Times are integer milliseconds since 1970 (UTC); 0 = not set.

CREATE TABLE mails (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  -- What writes the mail when it is sent, so that secrets and messages of people do not lie here.
  kind text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  recipient text NOT NULL,
  user_id text NOT NULL DEFAULT '',
  -- For the administrator: what it is about.
  subject text NOT NULL DEFAULT '',
  -- held = no mail server is set up; failed = given up
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed', 'held')),
  attempts integer NOT NULL DEFAULT 0,
  -- While it is queued: not before this time.
  next_at bigint NOT NULL DEFAULT 0,
  -- A server is sending it now; after this time another may.
  lease_until bigint NOT NULL DEFAULT 0,
  last_error text NOT NULL DEFAULT '',
  done_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX mails_due ON mails (next_at, id) WHERE state = 'queued';
CREATE INDEX mails_time ON mails (create_at DESC, id DESC);
CREATE INDEX mails_user ON mails (user_id, kind, create_at);
CREATE INDEX mails_recipient ON mails (recipient, kind, create_at);

-- Messages a person may have to be told of by mail. done_at = told, or no longer necessary; such rows stay for a day, so
-- that no message is told twice.
CREATE TABLE mail_notices (
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  post_id text NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  -- of the message
  create_at bigint NOT NULL,
  done_at bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, post_id)
);
CREATE INDEX mail_notices_waiting ON mail_notices (user_id, create_at) WHERE done_at = 0;
CREATE INDEX mail_notices_done ON mail_notices (done_at) WHERE done_at > 0;
CREATE INDEX mail_notices_post ON mail_notices (post_id);
