-- Whether the text of a file was read for search: '' = not yet; reading, again, last = under way, for the second time;
-- read; none = a kind without text; large; failed.
ALTER TABLE file_infos ADD COLUMN text_state text NOT NULL DEFAULT '';
CREATE INDEX file_infos_unread ON file_infos (create_at) WHERE text_state IN ('', 'again') AND post_id <> '' AND delete_at = 0;
CREATE INDEX file_infos_loose ON file_infos (create_at) WHERE post_id = '';
