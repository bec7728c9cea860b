const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' })

/** A moment as people read it, in UK time. */
const day = (moment: string): string => days.format(new Date(moment))

/** The texts that are sent to people. From composition.yaml, wording. */
export const wording = {
  acknowledgementBody: (values: { reference: string; dueAt: string }) => `We have received your referral. Your reference is ${values.reference}. We will respond by ${day(values.dueAt)}.`,
  outcomeBody: (values: { reference: string; outcome: string }) => `We have decided on your referral ${values.reference}. The outcome: ${values.outcome}.`,
}
