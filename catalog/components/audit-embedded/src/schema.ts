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
  `
  -- Per case: how many entries, and the digest of their hashes in turn; a page proves its case by it.
  create table trail (
    reference text primary key,
    entries integer not null check (entries > 0),
    digest text not null check (digest ~ '^[0-9a-f]{64}$')
  );
  -- By the database, so that a copy of the component from before this table cannot leave it out.
  create function extend_trail() returns trigger language plpgsql as $$
    begin
      insert into trail as t values
        (new.reference, 1, encode(sha256(convert_to(repeat('0', 64) || new.hash, 'UTF8')), 'hex'))
      on conflict (reference) do update set
        entries = t.entries + 1, digest = encode(sha256(convert_to(t.digest || new.hash, 'UTF8')), 'hex');
      return null;
    end
  $$;
  create trigger entry_extends_trail after insert on entry for each row
    when (new.reference is not null) execute function extend_trail();
  do $$
    declare link record;
    begin
      lock table entry in exclusive mode;
      for link in select reference, hash from entry where reference is not null order by sequence loop
        insert into trail as t values
          (link.reference, 1, encode(sha256(convert_to(repeat('0', 64) || link.hash, 'UTF8')), 'hex'))
        on conflict (reference) do update set
          entries = t.entries + 1, digest = encode(sha256(convert_to(t.digest || link.hash, 'UTF8')), 'hex');
      end loop;
    end
  $$;
  create trigger trail_is_kept before delete on trail for each row execute function refuse_change();
  create trigger trail_is_not_emptied before truncate on trail for each statement execute function refuse_change();
  create trigger trail_goes_forward before update on trail for each row
    when (new.entries is distinct from old.entries + 1 or new.reference is distinct from old.reference)
    execute function refuse_change();

  -- What the last verification found, one row: how far the chain was followed, to go on from there.
  create table checkpoint (
    single boolean primary key default true check (single),
    intact boolean not null,
    sequence bigint not null,
    hash text not null,
    -- when the chain was last verified from its first entry on
    whole_at timestamptz
  );
  insert into checkpoint (intact, sequence, hash) values (true, 0, repeat('0', 64));
  `,
] as const
