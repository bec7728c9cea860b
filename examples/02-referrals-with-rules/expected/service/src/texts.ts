import { momentText as moment } from '@composed/kit/pages'

/** The texts that are sent to people; moments in UK time. From composition.yaml, texts. */
export const texts = {
  questionBody: (values: { reference: string; page: string }) => `We need to know more about your referral ${values.reference}. Read our question and answer it: ${values.page}`,
  questionSubject: (values: { reference: string }) => `We need to know more about your referral ${values.reference}`,
  acknowledgementSubject: (values: { reference: string }) => `We have received your referral ${values.reference}`,
  acknowledgementBody: (values: { reference: string; openCaseDueAt: string }) => `We have received your referral. Your reference is ${values.reference}. We will respond by ${moment(values.openCaseDueAt)}.`,
  outcomeSubject: (values: { reference: string }) => `A decision on your referral ${values.reference}`,
  outcomeBody: (values: { reference: string; readDecisionOutcome: string }) => `We have decided on your referral ${values.reference}. The outcome: ${values.readDecisionOutcome}.`,
  withdrawnSubject: (values: { reference: string }) => `Your referral ${values.reference} is withdrawn`,
  withdrawnBody: (values: { reference: string; start: string }) => `Your referral ${values.reference} is withdrawn. We do not look at it any more. If this is wrong, tell us about it again: ${values.start}`,
  dutyUrgentSubject: (values: { reference: string }) => `An urgent referral ${values.reference}`,
  dutyUrgentBody: (values: { reference: string }) => `We have received the referral ${values.reference}, and it is urgent. Sign in to read it.`,
  dutyWithdrawnSubject: (values: { reference: string }) => `The referral ${values.reference} is withdrawn`,
  dutyWithdrawnBody: (values: { reference: string }) => `The referral ${values.reference}, of which you were told that it is urgent, is withdrawn. Nobody needs to go on with it.`,
  dutyOverdueSubject: (values: { reference: string }) => `The referral ${values.reference} is overdue`,
  dutyOverdueBody: (values: { reference: string }) => `The referral ${values.reference} is open, and the date to respond by has passed. Sign in to read it.`,
}
