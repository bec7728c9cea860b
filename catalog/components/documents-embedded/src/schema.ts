/** The tables of the component. Statements are only ever appended: each runs once in a database. */
export const migrations = [
  `
  create table document (
    id uuid primary key,
    name text not null,
    content bytea not null check (length(content) > 0),
    size integer generated always as (length(content)) stored,
    scanned boolean not null,
    -- until when it is held for whoever sent it; not once it is kept
    held_until timestamptz(3),
    reference text check (reference ~ '^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$'),
    kind text,
    added_at timestamptz(3),
    check ((held_until is null) = (reference is not null)),
    check ((reference is null) = (kind is null) and (reference is null) = (added_at is null))
  );
  -- what is taken is packed already, so that packing it again only takes time
  alter table document alter column content set storage external;
  create index on document (reference, added_at, id) where reference is not null;
  create index on document (held_until) where held_until is not null;
  create index on document (added_at);

  -- what somebody is asked for about a record, until they add it
  create table request (
    reference text primary key,
    what text not null,
    asked_at timestamptz(3) not null
  );
  `,
] as const
