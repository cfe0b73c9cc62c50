-- The words a person is found by while their name is being typed, lower-case: the whole user name and its parts, and
-- each word of nickname, first and last name. Matched by prefix (`'ann':*`), so no letter of a term has a meaning.
CREATE FUNCTION people_words(username text, nickname text, first_name text, last_name text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(array_remove(string_to_array(
  lower(username || ' ' || translate(username, '._-', '   ') || ' ' || regexp_replace(nickname || ' ' || first_name || ' ' || last_name, '\s+', ' ', 'g')),
  ' '), ''));

CREATE INDEX users_words ON users USING gin (people_words(username, nickname, first_name, last_name));
