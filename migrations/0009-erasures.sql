-- Receipts of erased people: that it was done, by whom, and how much there was. Nothing of the person themselves.
CREATE TABLE erasures (
  id text PRIMARY KEY,
  user_id text NOT NULL,
  erased_by text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('anonymise', 'remove')),
  create_at bigint NOT NULL,
  counts jsonb NOT NULL
);
CREATE INDEX erasures_time ON erasures (create_at DESC);
