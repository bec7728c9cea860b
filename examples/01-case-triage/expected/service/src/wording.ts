const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' })

/** A moment as people read it, in UK time. */
const day = (moment: string): string => days.format(new Date(moment))

/** The texts that are sent to people. From composition.yaml, wording. */
export const wording = {
  acknowledgementSubject: (values: { reference: string }) => `We have received your case ${values.reference}`,
  acknowledgementBody: (values: { reference: string; dueAt: string }) => `We have received your case. Your reference is ${values.reference}. We will respond by ${day(values.dueAt)}.`,
  outcomeSubject: (values: { reference: string }) => `A decision on your case ${values.reference}`,
  outcomeBody: (values: { reference: string; outcome: string }) => `We have decided on your case ${values.reference}. The outcome: ${values.outcome}.`,
}
