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
  applicantEmail: 'resident@example.com',
}
