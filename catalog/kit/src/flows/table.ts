/**
 * For a component that has flows: append it to the migrations. A row of `flow` is work that is not done yet; one that is
 * done goes. `flow_step` keeps what each step of a record answered, until the record is forgotten.
 */
export const flowMigration = `
  CREATE TABLE flow (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL,
    name text NOT NULL,
    data jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'refused')),
    due_at timestamptz NOT NULL DEFAULT now(),
    holder uuid,
    held_until timestamptz,
    -- Where it stands, how often in a row it failed there, since when, and what was said.
    step text NOT NULL DEFAULT '',
    tries int NOT NULL DEFAULT 0,
    failed_at timestamptz,
    words text,
    -- Whether that was about this record alone: it is not tried sooner because others got through.
    own boolean NOT NULL DEFAULT false,
    CHECK ((holder IS NULL) = (held_until IS NULL))
  );
  CREATE INDEX flow_due ON flow (due_at, id) WHERE state = 'open';
  CREATE INDEX flow_subject ON flow (subject, id);
  CREATE INDEX flow_failed ON flow (failed_at) WHERE failed_at IS NOT NULL;
  CREATE INDEX flow_holder ON flow (holder) WHERE holder IS NOT NULL;
  -- One record has one flow at a time, whoever runs it.
  CREATE UNIQUE INDEX flow_one_at_a_time ON flow (subject) WHERE holder IS NOT NULL;
  CREATE TABLE flow_step (subject text, step text, answer jsonb, PRIMARY KEY (subject, step));
`
