-- Phones are told once that their session has expired.
ALTER TABLE push_notifications DROP CONSTRAINT push_notifications_kind_check;
ALTER TABLE push_notifications ADD CONSTRAINT push_notifications_kind_check
  CHECK (kind IN ('message', 'clear', 'update_badge', 'session'));
CREATE UNIQUE INDEX push_notifications_expired ON push_notifications (session_id) WHERE kind = 'session';

-- To find the other sessions of a phone.
CREATE INDEX sessions_device ON sessions (device_id) WHERE device_id <> '';
