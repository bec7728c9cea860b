/** The tables of the component. Statements are only ever appended: each runs once in a database. */
export const migrations = [
  `
  create table address (
    uprn text primary key check (uprn ~ '^[0-9]{1,12}$'),
    lines text[] not null check (cardinality(lines) between 1 and 4),
    town text not null,
    postcode text not null check (postcode ~ '^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$'),
    ward text not null
  );
  create index on address (postcode);

  -- which file the addresses come from, one row
  create table loaded (
    single boolean primary key default true check (single),
    digest text not null,
    at timestamptz(3) not null
  );
  `,
] as const
