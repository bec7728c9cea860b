/** The tables of the component. Statements are only ever appended: each runs once in a database. */
export const migrations = [
  `
  create table entry (
    sequence bigint primary key check (sequence > 0),
    at timestamptz(3) not null,
    action text not null,
    actor text not null,
    reference text,
    detail text,
    event_id text unique,
    previous_hash text not null check (previous_hash ~ '^[0-9a-f]{64}$'),
    hash text not null unique check (hash ~ '^[0-9a-f]{64}$')
  );
  create index on entry (reference, sequence);

  -- The end of the chain, one row: without it the last entries could go unnoticed.
  -- Whoever appends holds its lock, so entries follow one another.
  create table head (
    single boolean primary key default true check (single),
    sequence bigint not null,
    hash text not null
  );
  insert into head (sequence, hash) values (0, repeat('0', 64));

  create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit chain only grows: % of % is refused', lower(tg_op), tg_table_name;
    end
  $$;
  create trigger entry_is_written_once before update or delete on entry for each row execute function refuse_change();
  create trigger entry_is_kept before truncate on entry for each statement execute function refuse_change();
  create trigger head_is_kept before delete on head for each row execute function refuse_change();
  create trigger head_is_not_emptied before truncate on head for each statement execute function refuse_change();
  create trigger head_goes_forward before update on head for each row
    when (new.sequence is distinct from old.sequence + 1) execute function refuse_change();
  `,
] as const
