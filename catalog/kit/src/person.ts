// What people may vary in how they write themselves is made plain before it is compared, in one way everywhere: in what is
// asked for, and in the column that it is compared with.

/** An email address as it is compared: without regard to case. */
export function plainEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase()
}

/** A UK phone number as it is compared: +44 7700 900123, 0044 7700 900123 and 07700 900123 are one. */
export function plainPhone(phone: string): string {
  return phone.replaceAll(/[^+\d]/g, '').replace(/^(\+|00)44/, '0')
}

/** SQL for a column of email addresses as {@link plainEmail} has them. */
export function emailIn(column: string): string {
  return `lower(${column})`
}

/** SQL for a column of phone numbers as {@link plainPhone} has them. */
export function phoneIn(column: string): string {
  return String.raw`regexp_replace(regexp_replace(${column}, '[^+\d]', '', 'g'), '^(\+|00)44', '0')`
}
