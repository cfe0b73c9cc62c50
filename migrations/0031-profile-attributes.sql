-- What administrators let people say about themselves beyond the profile every account has.

CREATE TABLE profile_fields (
  id text PRIMARY KEY,
  name text NOT NULL,
  type text NOT NULL,
  attrs jsonb NOT NULL DEFAULT '{}',
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  delete_at bigint NOT NULL DEFAULT 0,
  created_by text NOT NULL DEFAULT '',
  updated_by text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX profile_fields_name ON profile_fields (lower(name)) WHERE delete_at = 0;

CREATE TABLE profile_values (
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  field_id text NOT NULL REFERENCES profile_fields (id) ON DELETE CASCADE,
  value jsonb NOT NULL,
  create_at bigint NOT NULL,
  update_at bigint NOT NULL,
  PRIMARY KEY (user_id, field_id)
);
CREATE INDEX profile_values_field ON profile_values (field_id);
