-- How much was written on each finished day, so that charts and reports cost the same however long the history is.
-- Days are counted from 1970-01-01 UTC; team_id is '' for direct and group messages.
CREATE TABLE activity_days (
  day integer NOT NULL,
  team_id text NOT NULL,
  user_id text NOT NULL,
  messages integer NOT NULL,
  PRIMARY KEY (day, team_id, user_id)
);
CREATE INDEX activity_days_user ON activity_days (user_id, day);

-- The days that have been counted, also those on which nobody wrote.
CREATE TABLE activity_counted (
  day integer PRIMARY KEY
);
