-- What links in messages lead to, looked up once and shown with every message that holds the link.
CREATE TABLE link_metadata (
  -- SHA-256 of the address: addresses are long
  hash bytea PRIMARY KEY,
  url text NOT NULL,
  fetched_at bigint NOT NULL,
  type text NOT NULL CHECK (type IN ('opengraph', 'image', 'link', 'none')),
  data jsonb
);
