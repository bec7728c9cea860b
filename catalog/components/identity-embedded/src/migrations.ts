/** The component's own tables, in order; each statement list runs once. */
export const migrations: readonly string[] = [
  `CREATE TABLE account (
     id uuid PRIMARY KEY,
     email text NOT NULL UNIQUE,
     name text NOT NULL,
     roles text[] NOT NULL,
     password_hash text NOT NULL,
     password_origin text NOT NULL CHECK (password_origin IN ('chosen', 'issued', 'printed')),
     created_at timestamptz NOT NULL DEFAULT now(),
     disabled_at timestamptz
   );

   -- Kept by a digest of the address, known or not, so that an answer never tells whether an account exists.
   CREATE TABLE sign_in_attempt (
     email_digest text PRIMARY KEY,
     tries integer NOT NULL,
     until timestamptz NOT NULL
   );

   -- What oidc-provider stores: sessions, interactions, grants, authorisation codes.
   CREATE TABLE oidc_record (
     model text NOT NULL,
     id text NOT NULL,
     payload jsonb NOT NULL,
     grant_id text,
     uid text,
     account_id text,
     consumed_at timestamptz,
     expires_at timestamptz,
     PRIMARY KEY (model, id)
   );
   CREATE INDEX oidc_record_grant ON oidc_record (grant_id) WHERE grant_id IS NOT NULL;
   CREATE INDEX oidc_record_uid ON oidc_record (uid) WHERE uid IS NOT NULL;
   CREATE INDEX oidc_record_account ON oidc_record (account_id) WHERE account_id IS NOT NULL;
   CREATE INDEX oidc_record_expiry ON oidc_record (expires_at);

   CREATE TABLE key_material (
     purpose text PRIMARY KEY,
     value jsonb NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now()
   );`,
  `-- Which round of sign-ins the person is in: tokens of earlier rounds count for nothing.
   ALTER TABLE account ADD COLUMN round integer NOT NULL DEFAULT 0;

   -- Whether a manager named the account or its address was proved. Accounts that people registered before addresses were
   -- proved may belong to somebody else than the address says.
   ALTER TABLE account ADD COLUMN trusted boolean NOT NULL DEFAULT true;
   UPDATE account SET trusted = false WHERE roles <@ ARRAY['resident'] AND password_origin = 'chosen';

   -- Links that were sent to an address, known by the digest of their secret part. Each works once.
   CREATE TABLE link (
     digest bytea PRIMARY KEY,
     email text NOT NULL,
     asked_at timestamptz NOT NULL DEFAULT now(),
     until timestamptz NOT NULL
   );
   CREATE INDEX link_email ON link (email);
   CREATE INDEX link_until ON link (until);`,

  `DROP TABLE sign_in_attempt;
   -- Browsers in which somebody signed in, by digests.
   CREATE TABLE known_device (
     email_digest text NOT NULL,
     device_digest text NOT NULL,
     at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (email_digest, device_digest)
   );
   CREATE INDEX known_device_at ON known_device (at);`,
]
