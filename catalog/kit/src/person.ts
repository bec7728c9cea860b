// How what is kept of a person is compared with what is asked for. Requests are made plain by their types before they get
// here (see plain.ts), but a column may hold what was kept before that, as people wrote it.

/** SQL for a column of email addresses as the type EmailAddress makes them plain. */
export function emailIn(column: string): string {
  return `lower(${column})`
}

/** SQL for a column of phone numbers as the type PhoneNumber makes them plain. */
export function phoneIn(column: string): string {
  const dialled = String.raw`regexp_replace(${column}, '^\s*(\+|00)(.*)\(0\)', '\1\2')`
  const bare = String.raw`regexp_replace(${dialled}, '[^+\d]', '', 'g')`
  return String.raw`regexp_replace(regexp_replace(${bare}, '^00', '+'), '^\+440?', '0')`
}
