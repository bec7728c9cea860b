import { momentText as moment } from '@composed/kit/pages'

/** The texts that are sent to people; moments in UK time. From composition.yaml, texts. */
export const texts = {
  acknowledgementSubject: (values: { reference: string }) => `We have received your referral ${values.reference}`,
  acknowledgementBody: (values: { reference: string; openCaseDueAt: string }) => `We have received your referral. Your reference is ${values.reference}. We will respond by ${moment(values.openCaseDueAt)}.`,
  outcomeSubject: (values: { reference: string }) => `A decision on your referral ${values.reference}`,
  outcomeBody: (values: { reference: string; readDecisionOutcome: string }) => `We have decided on your referral ${values.reference}. The outcome: ${values.readDecisionOutcome}.`,
}
