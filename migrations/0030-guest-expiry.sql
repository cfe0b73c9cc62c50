-- When the account of a guest ends by itself; 0 = never.
ALTER TABLE users ADD COLUMN guest_expires_at bigint NOT NULL DEFAULT 0;
CREATE INDEX users_guest_expiry ON users (guest_expires_at) WHERE guest_expires_at > 0;
