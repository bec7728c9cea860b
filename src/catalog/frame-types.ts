/**
 * The shared types that the frame itself speaks of. Whatever else there is, it knows by type, role and kind alone, so a
 * catalogue may have it under any name; these it must have.
 */
export const frameTypes: readonly string[] = [
  // Of every record and every request.
  ...['Reference', 'PersonId', 'Timestamp', 'Answers', 'Problem', 'IdempotencyKey', 'CloudEvent', 'Roles', 'Role'],
  // Who somebody is and how they are reached: what pages ask for, make plain, and erase by.
  ...['PersonName', 'Contact', 'EmailAddress', 'PhoneNumber', 'PostalAddress', 'Postcode'],
  // What the words of a goal ask for by themselves.
  ...['YesNo', 'WholeNumber', 'FreeText'],
]
