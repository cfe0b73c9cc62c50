-- Browsers that are notified while the app is closed, through the push service of whoever made them. Each belongs to the
-- session it was switched on in, and ends with it.
CREATE TABLE web_push_devices (
  id text PRIMARY KEY,
  session_id text NOT NULL UNIQUE REFERENCES sessions (id) ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Where the push service takes what is for this browser: whoever knows it can try to send.
  endpoint text NOT NULL UNIQUE,
  -- What only the browser can decrypt with: its public key and its secret, base64url.
  p256dh text NOT NULL,
  auth text NOT NULL,
  create_at bigint NOT NULL,
  delivered_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX web_push_devices_user ON web_push_devices (user_id);

-- How a notification goes: to the phone of a session through the push proxy, or to its browser.
ALTER TABLE push_notifications ADD COLUMN way text NOT NULL DEFAULT 'phone' CHECK (way IN ('phone', 'web'));
