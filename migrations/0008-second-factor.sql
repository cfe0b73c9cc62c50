-- The second factor: which code was used last (each works once), and hashes of recovery codes. Personal access tokens.
ALTER TABLE users ADD COLUMN mfa_last_step bigint NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN mfa_recovery text[] NOT NULL DEFAULT '{}';

CREATE TABLE access_tokens (
  id text PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  description text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  create_at bigint NOT NULL,
  -- 0 = never
  expires_at bigint NOT NULL DEFAULT 0,
  last_used_at bigint NOT NULL DEFAULT 0,
  -- empty = everything its person may do; else the only methods it may call: read, write
  scope text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX access_tokens_user ON access_tokens (user_id);
