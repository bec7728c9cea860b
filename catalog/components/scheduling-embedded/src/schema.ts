/** The tables of the component. Statements are only ever appended: each runs once in a database. */
export const migrations = [
  `
  create table bookable (
    id text primary key check (id ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
    name text not null,
    place text not null,
    opens text not null,
    slot_minutes integer not null check (slot_minutes between 1 and 1440),
    capacity integer not null check (capacity >= 0)
  );

  -- a place that is kept until held_until; a row that is past it counts for nothing, whether it is still there or not
  create table hold (
    id uuid primary key,
    bookable text not null references bookable,
    starts_at timestamptz(3) not null,
    ends_at timestamptz(3) not null check (ends_at > starts_at),
    held_until timestamptz(3) not null,
    limit_count integer,
    limit_period text,
    limit_key text,
    check (num_nulls(limit_count, limit_period, limit_key) in (0, 3))
  );
  create index on hold (bookable, starts_at);
  create index on hold (held_until);

  create table booking (
    id uuid primary key,
    bookable text not null references bookable,
    starts_at timestamptz(3) not null,
    ends_at timestamptz(3) not null check (ends_at > starts_at),
    reference text not null check (reference ~ '^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$'),
    name text,
    status text not null default 'booked' check (status in ('booked', 'attended', 'missed', 'cancelled')),
    limit_count integer,
    limit_period text,
    limit_key text,
    remind_before text,
    -- when it is still to be said that the booking is due soon; nothing once it was said, or when nobody asked for it
    remind_at timestamptz(3),
    erased_at timestamptz(3),
    check (num_nulls(limit_count, limit_period, limit_key) in (0, 3))
  );
  create index on booking (starts_at, id);
  create index on booking (bookable, starts_at) where status <> 'cancelled';
  create index on booking (reference, starts_at, id);
  create index on booking (bookable, limit_key, starts_at) where status <> 'cancelled' and limit_key is not null;
  create index on booking (lower(limit_key)) where limit_key is not null;
  create index on booking (remind_at) where remind_at is not null;
  create index on booking (ends_at);
  `,
  `
  -- a limit counts by a key however it is written, see limits.ts
  drop index booking_bookable_limit_key_starts_at_idx;
  create index on booking (bookable, lower(regexp_replace(limit_key, '[[:space:]]', '', 'g')), starts_at)
    where status <> 'cancelled' and limit_key is not null;
  `,
] as const
