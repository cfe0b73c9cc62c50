-- Guests are few and asked for at every change of a profile: they hear only of those they share a channel with.
CREATE INDEX users_guests ON users (id) WHERE roles LIKE '%system_guest%';
