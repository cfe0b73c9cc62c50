-- The server's own terms, every text ever in force, and which of them each person accepted last.
CREATE TABLE terms_of_service (
  id text PRIMARY KEY,
  create_at bigint NOT NULL,
  user_id text NOT NULL,
  text text NOT NULL
);
CREATE INDEX terms_of_service_newest ON terms_of_service (create_at DESC, id DESC);

ALTER TABLE users ADD COLUMN terms_of_service_id text NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN terms_of_service_create_at bigint NOT NULL DEFAULT 0;
