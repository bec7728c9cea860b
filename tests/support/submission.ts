/**
 * What somebody sends to the case triage service: a case like any other, nothing in it is urgent. Who sends it gives an
 * address of their own, since each may be written to only now and then.
 */
export const submission = {
  applicantName: 'Sample Resident',
  subjectName: 'Sample Subject',
  situation: 'They have not been seen for a week, and the curtains are drawn.',
  immediateDanger: false,
  gettingWorse: false,
  homePostcode: 'ZZ99 1AB',
  homeAddress: '999900000001',
  applicantContact: { email: 'resident@example.com' },
}

/** Of answers by the fields that take them, those of one question: its own field, or the several that it has. */
export function fieldsOf(answers: Readonly<Record<string, string>>, question: string): Record<string, string> {
  const own = Object.entries(answers).filter(([field]) => field === question || field.startsWith(`${question}-`))
  if (own.length === 0) throw new Error(`nobody says what to answer to ${question}`)
  return Object.fromEntries(own)
}
