-- The words files are found by: of their names, and of their contents where those are read.

ALTER TABLE file_infos ADD COLUMN search tsvector;
CREATE INDEX file_infos_words ON file_infos USING gin (search);
