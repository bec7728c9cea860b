/** What the service by hand keeps: all of it in one schema, without a border between one part and another. */
export const tables = `
  CREATE SCHEMA IF NOT EXISTS by_hand;
  SET search_path = by_hand;
  CREATE TABLE IF NOT EXISTS address (uprn text PRIMARY KEY, lines text[], town text, postcode text, ward text);
  CREATE TABLE IF NOT EXISTS record (
    reference text PRIMARY KEY, request text NOT NULL UNIQUE, applicant_id text NOT NULL, fields jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS cases (
    reference text PRIMARY KEY, status text NOT NULL, subject text NOT NULL, applicant_id text, contact_email text,
    team text NOT NULL, priority text NOT NULL, answers jsonb NOT NULL, opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL);
  CREATE INDEX IF NOT EXISTS cases_queue ON cases (priority, due_at, reference);
  CREATE TABLE IF NOT EXISTS message (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reference text NOT NULL, email text NOT NULL, name text NOT NULL,
    subject text NOT NULL, body text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX IF NOT EXISTS message_reference ON message (reference, id);
  CREATE TABLE IF NOT EXISTS audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), action text NOT NULL,
    actor text NOT NULL, reference text NOT NULL);
  CREATE INDEX IF NOT EXISTS audit_reference ON audit (reference, id);
  CREATE TABLE IF NOT EXISTS event (
    id uuid PRIMARY KEY, type text NOT NULL, subject text NOT NULL, data jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT now());
`
