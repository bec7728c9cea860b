/** The tables of the component. Statements are only ever appended: each runs once in a database. */
export const migrations = [
  `
  create table message (
    id bigint generated always as identity unique,
    message_id uuid primary key,
    channel text not null check (channel in ('email', 'text', 'letter')),
    email text,
    phone text,
    address jsonb,
    name text,
    subject text,
    body text not null,
    reference text not null,
    created_at timestamptz(3) not null,
    check ((channel = 'email') = (email is not null)),
    check ((channel = 'text') = (phone is not null)),
    check ((channel = 'letter') = (address is not null)),
    check (channel = 'text' or name is not null),
    check ((channel = 'email') = (subject is not null))
  );
  create index on message (reference, id);
  create index on message (lower(email)) where email is not null;
  create index on message (created_at);
  `,
  // A message may be about no case.
  'alter table message alter column reference drop not null',
  // A message goes to a contact: every one may have a subject and none needs a name, and a letter needs no more of an address
  // than stands on its envelope.
  `
  alter table message drop constraint message_check3, drop constraint message_check4;
  update message set address = address - 'uprn' - 'ward' where address is not null;
  `,
  // Whoever of the staff wrote it; none where the service did.
  'alter table message add column actor text',
  // Told to whoever is on duty, and not to the person whom the case is about.
  'alter table message add column duty boolean not null default false',
] as const
