/** The tables of the component. Statements are only ever appended: each runs once in a database. */
export const migrations = [
  `
  create table cases (
    reference text primary key check (reference ~ '^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$'),
    status text not null check (status in ('new', 'in-progress', 'waiting', 'closed')),
    subject text not null,
    applicant_id text,
    contact_email text,
    contact_phone text,
    team text not null,
    priority text not null check (priority in ('urgent', 'high', 'standard', 'low')),
    respond_amount integer not null check (respond_amount between 1 and 365),
    respond_unit text not null check (respond_unit in ('hours', 'days', 'working-days')),
    answers jsonb not null,
    opened_at timestamptz(3) not null,
    due_at timestamptz(3) not null check (due_at > opened_at),
    assignee text,
    outcome text,
    reason text,
    closed_at timestamptz(3),
    erased_at timestamptz(3),
    -- 0 to 3 for open cases by priority, 4 for closed ones, so that one index gives the whole queue in order
    queue_rank smallint not null generated always as (
      case
        when status = 'closed' then 4
        else array_position(array['urgent', 'high', 'standard', 'low'], priority) - 1
      end
    ) stored,
    check ((status = 'closed') = (closed_at is not null)),
    check ((status = 'closed') = (outcome is not null and reason is not null))
  );
  create index on cases (queue_rank, due_at, reference);
  create index on cases (team, queue_rank, due_at, reference);
  create index on cases (assignee, queue_rank, due_at, reference) where assignee is not null;
  create index on cases (lower(contact_email)) where contact_email is not null;
  create index on cases (applicant_id) where applicant_id is not null;
  create index on cases (closed_at) where closed_at is not null;

  create table note (
    id bigint generated always as identity primary key,
    reference text not null references cases on delete cascade,
    at timestamptz(3) not null,
    actor text not null,
    text text not null
  );
  create index on note (reference, id);

  create table history (
    id bigint generated always as identity primary key,
    reference text not null references cases on delete cascade,
    at timestamptz(3) not null,
    action text not null check (action in ('opened', 'allocated', 'note-added', 'status-changed', 'closed', 'erased')),
    actor text not null,
    detail text not null
  );
  create index on history (reference, id);
  create function refuse_history_change() returns trigger language plpgsql as $$
    begin
      raise exception 'history is written once: it cannot be changed';
    end
  $$;
  create trigger history_is_written_once before update on history
    for each row execute function refuse_history_change();
  `,
  `
  -- An outcome is free text and may name people. It stands in the case alone, where it can be erased.
  alter table history disable trigger history_is_written_once;
  update history set detail = 'Closed' where action = 'closed';
  alter table history enable trigger history_is_written_once;
  update cases set outcome = 'Erased' where erased_at is not null and status = 'closed';
  `,
  `
  -- what a person saw goes along with what they do, so that nobody overwrites what they have not seen
  alter table cases add column version integer not null default 1;
  alter table history add column version integer;
  alter table history drop constraint history_action_check;
  alter table history add constraint history_action_check check (action in
    ('opened', 'allocated', 'note-added', 'status-changed', 'due-moved', 'closed', 'erased'));

  -- the calendar that deadlines were last counted by, one row
  create table calendar (
    single boolean primary key default true check (single),
    digest text not null
  );
  create index on cases (due_at) where respond_unit = 'working-days' and status <> 'closed';
  `,
  `
  -- the date whose passing was said; a case whose date has moved since has another
  alter table cases add column overdue_said timestamptz(3);
  create index on cases (due_at) where status <> 'closed' and due_at is distinct from overdue_said;
  `,
  `
  -- a queue of some cases is read in its order too, whatever the number of the others
  create index on cases (priority, queue_rank, due_at, reference);
  create index on cases (status, queue_rank, due_at, reference);
  `,
  // Whole bodies and not texts: what they call is settled now, whatever the search path when a copy is restored.
  `
  -- letters without capitals and accents
  create function plain_letters(given text) returns text language sql immutable strict parallel safe
    return lower(translate(
      replace(replace(replace(replace(replace(
        regexp_replace(normalize(given, NFKD), '[\\u0300-\\u036f]', '', 'g'),
        'ß', 'ss'), 'Æ', 'AE'), 'æ', 'ae'), 'Œ', 'OE'), 'œ', 'oe'),
      'ŁłØøĐđÐðÞþı', 'LlOoDdDdTti'));

  -- what stands between spaces and punctuation; a word of any length is found by its beginning
  create function words_in(given text) returns text[] language sql immutable strict parallel safe
    begin atomic
      select coalesce(array_agg(distinct left(word, 100)), '{}')
      from regexp_split_to_table(plain_letters(given), '[\\s!-/:-@[-\`{-~\\u00a1-\\u00bf\\u2010-\\u205e]+') as word
      where word <> '';
    end;

  -- its letters and digits alone, a number of this country as it is dialled here
  create function run_together(given text) returns text language sql immutable strict parallel safe
    return left(regexp_replace(
      plain_letters(regexp_replace(given, '^\\s*(\\+|00)\\s*44[\\s()-]*0?', '0')),
      '[\\s!-/:-@[-\`{-~\\u00a1-\\u00bf\\u2010-\\u205e]+', '', 'g'), 100);

  -- what a case is found by: each word, and what people write in one or in parts
  create function words_of(reference text, subject text, email text, phone text) returns tsvector
    language sql immutable parallel safe
    return array_to_tsvector(
      words_in(concat_ws(' ', reference, subject, email, phone))
      || words_in(translate(coalesce(subject, ''), '''’ʼ', ''))
      || run_together(reference));

  -- every word or its beginning, or all of it run together
  create function wanted_words(given text) returns tsquery language sql immutable strict parallel safe
    begin atomic
      select string_agg(quote_literal(word) || ':*', ' & ')::tsquery || (quote_literal(run_together(given)) || ':*')::tsquery
      from unnest(words_in(given)) as word;
    end;

  -- not known of every case
  alter table cases alter column subject drop not null, alter column team drop not null, alter column priority drop not null;

  -- a date that a person set is moved by no calendar
  alter table cases add column due_set boolean not null default false;
  alter table cases add column closed_by text;
  update cases set closed_by = coalesce(
      (select actor from history where history.reference = cases.reference and action = 'closed' order by id desc limit 1),
      'case-management')
    where status = 'closed';
  alter table cases add check ((status = 'closed') = (closed_by is not null));

  -- 0 to 3 for what was said to be overdue, by priority, 4 to 7 for other open cases, 8 for closed ones; and within these the due
  -- time, or for closed ones how late they were closed: so that one index gives the whole queue in order
  alter table cases drop column queue_rank;
  alter table cases
    add column queue_rank smallint not null generated always as (
      case
        when status = 'closed' then 8
        else coalesce(array_position(array['urgent', 'high', 'standard', 'low'], priority), 3) - 1
          + case when overdue_said = due_at then 0 else 4 end
      end
    ) stored,
    add column queue_at bigint not null generated always as (
      case
        when status = 'closed' then -extract(epoch from closed_at at time zone 'UTC')
        else extract(epoch from due_at at time zone 'UTC')
      end * 1000
    ) stored,
    add column words tsvector not null generated always as (words_of(reference, subject, contact_email, contact_phone)) stored;
  create index on cases (queue_rank, queue_at, reference);
  create index on cases (team, queue_rank, queue_at, reference);
  create index on cases (priority, queue_rank, queue_at, reference);
  create index on cases (status, queue_rank, queue_at, reference);
  create index on cases (assignee, queue_rank, queue_at, reference) where assignee is not null;
  create index on cases (queue_rank, queue_at, reference) where assignee is null;
  create index on cases using gin (words);

  -- a reason is a note about a change, a decision that no longer stands another
  alter table note add column about text;
  alter table note add column outcome text;
  alter table history drop constraint history_action_check;
  alter table history add constraint history_action_check check (action in
    ('opened', 'allocated', 'note-added', 'status-changed', 'priority-corrected', 'team-changed', 'due-changed', 'due-moved',
     'closed', 'reopened', 'erased'));
  `,
  // Where both were kept the address stays: one contact is enough, and no composed service gave two.
  `
  alter table cases add column contact jsonb
    check (contact is null or num_nonnulls(contact -> 'email', contact -> 'phone', contact -> 'address') = 1);
  update cases set contact = case
      when contact_email is not null then jsonb_build_object('email', contact_email)
      else jsonb_build_object('phone', contact_phone)
    end
    where contact_email is not null or contact_phone is not null;

  alter table cases drop column words;
  drop function words_of(text, text, text, text);
  -- what a case is found by: each word, and what people write in one or in parts; the lines of an address are words between
  -- punctuation, as they stand in their list
  create function words_of(reference text, subject text, contact jsonb) returns tsvector
    language sql immutable parallel safe
    begin atomic
      select array_to_tsvector(
        words_in(said) || words_in(translate(said, '''’ʼ', ''))
        || words_in(concat_ws(' ', run_together(reference), run_together(contact ->> 'phone'),
          run_together(contact #>> '{address,postcode}'))))
      from concat_ws(' ', reference, subject, contact ->> 'email', contact #>> '{address,lines}',
        contact #>> '{address,town}', contact #>> '{address,postcode}') as said;
    end;
  alter table cases add column words tsvector not null generated always as (words_of(reference, subject, contact)) stored;
  create index on cases using gin (words);

  alter table cases drop column contact_email, drop column contact_phone;
  create index on cases (lower(contact ->> 'email')) where contact ->> 'email' is not null;
  `,
  `
  alter table history drop constraint history_action_check;
  alter table history add constraint history_action_check check (action in
    ('opened', 'allocated', 'note-added', 'status-changed', 'priority-corrected', 'team-changed', 'due-changed', 'due-moved',
     'asked', 'answered', 'closed', 'withdrawn', 'reopened', 'erased'));
  -- what whoever sent it was asked, until they answer
  alter table cases add column question text check (question is null or status <> 'closed');
  `,
  `
  alter table history drop constraint history_action_check;
  alter table history add constraint history_action_check check (action in
    ('opened', 'allocated', 'kept-from', 'note-added', 'status-changed', 'priority-corrected', 'team-changed', 'due-changed',
     'due-moved', 'asked', 'answered', 'closed', 'review-asked', 'withdrawn', 'reopened', 'erased'));
  alter table cases
    -- who has no part in it: by account, and by name as whoever sent it wrote it
    add column kept_from text[] not null default '{}',
    add column not_handled_by text,
    -- the second stage, if there is one: how long it takes, and how long and until when it can be asked for
    add column stage smallint not null default 1 check (stage in (1, 2)),
    add column review_within jsonb,
    add column review_asked_within jsonb,
    add column review_until timestamptz(3) check (review_until is null or status = 'closed'),
    add column ground text check (ground is null or status = 'closed'),
    add column reply text check (reply is null or status = 'closed'),
    -- the moment from which the time to answer counts, where that is not when it was opened
    add column due_from timestamptz(3);
  `,
] as const
