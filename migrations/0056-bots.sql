-- Who answers for a bot account; '' for people, and for the account in whose name the server itself writes.
ALTER TABLE users ADD COLUMN bot_owner_id text NOT NULL DEFAULT '';
CREATE INDEX users_bot_owner ON users (bot_owner_id) WHERE bot_owner_id <> '';
