-- Finds people by the beginning of their address, whatever the collation of the database is.
CREATE INDEX users_email_prefix ON users (email text_pattern_ops);
