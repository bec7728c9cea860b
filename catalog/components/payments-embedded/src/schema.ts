/** The tables of the component. Statements are only ever appended: each runs once in a database. */
export const migrations = [
  `
  create table payment (
    id uuid primary key,
    -- in the address of the page on which it is made: who knows it can pay
    link text not null unique,
    version integer not null default 1,
    reference text not null check (reference ~ '^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$'),
    description text not null,
    name text,
    amount bigint not null check (amount >= 0),
    return_url text,
    status text not null default 'unpaid' check (status in ('unpaid', 'paid', 'refunded', 'failed', 'expired', 'cancelled')),
    way text check (way in ('card', 'cash', 'cheque', 'bank-transfer')),
    created_at timestamptz(3) not null,
    pay_by timestamptz(3) not null check (pay_by > created_at),
    -- when it was made, or could no longer be made
    ended_at timestamptz(3),
    paid_on date generated always as (
      case when status in ('paid', 'refunded') then (ended_at at time zone 'Europe/London')::date end) stored,
    refunded bigint not null default 0,
    erased_at timestamptz(3),
    check ((status = 'unpaid') = (ended_at is null)),
    check (way is null or status in ('paid', 'refunded')),
    check (refunded = 0 or status in ('paid', 'refunded')),
    check ((status = 'refunded') = (refunded = amount and amount > 0)),
    check (refunded between 0 and amount)
  );
  create index on payment (created_at, id);
  create index on payment (reference, created_at, id);
  create index on payment (status, created_at, id);
  create index on payment (paid_on, created_at, id) where paid_on is not null;
  create index on payment (pay_by) where status = 'unpaid';
  create index on payment (ended_at);

  -- a try to pay on the page; nothing of a card, of which nothing is ever asked
  create table attempt (
    payment uuid not null references payment on delete cascade,
    number integer not null check (number > 0),
    accepted boolean not null,
    at timestamptz(3) not null default now(),
    primary key (payment, number)
  );
  create unique index charged_once on attempt (payment) where accepted;

  create table refund (
    id uuid primary key,
    payment uuid not null references payment on delete cascade,
    amount bigint not null check (amount > 0),
    reason text,
    actor text not null,
    at timestamptz(3) not null,
    day date generated always as ((at at time zone 'Europe/London')::date) stored
  );
  create index on refund (payment);
  create index on refund (at, id);
  create index on refund (day, at, id);
  `,
  // Who asked for it by which key, as a digest: stored answers are kept for days, and a step may stand for weeks.
  'alter table payment add column asked text unique',
] as const
