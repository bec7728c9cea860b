import { momentText as moment } from '@composed/kit/pages'

/** The texts that are sent to people; moments in UK time. From composition.yaml, texts. */
export const texts = {
  acknowledgementSubject: (values: { reference: string }) => `We have received your referral ${values.reference}`,
  acknowledgementBody: (values: { reference: string; openCaseDueAt: string }) => `We have received your referral. Your reference is ${values.reference}. We will respond by ${moment(values.openCaseDueAt)}.`,
  outcomeSubject: (values: { reference: string }) => `A decision on your referral ${values.reference}`,
  outcomeBody: (values: { reference: string; readDecisionOutcome: string }) => `We have decided on your referral ${values.reference}. The outcome: ${values.readDecisionOutcome}.`,
  dutyUrgentSubject: (values: { reference: string }) => `An urgent referral ${values.reference}`,
  dutyUrgentBody: (values: { reference: string }) => `We have received the referral ${values.reference}, and it is urgent. Sign in to read it.`,
  dutyOverdueSubject: (values: { reference: string }) => `The referral ${values.reference} is overdue`,
  dutyOverdueBody: (values: { reference: string }) => `The referral ${values.reference} is open, and the date to respond by has passed. Sign in to read it.`,
}
