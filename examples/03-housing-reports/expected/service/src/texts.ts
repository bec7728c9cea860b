import { momentText as moment } from '@composed/kit/pages'

/** The texts that are sent to people; moments in UK time. From composition.yaml, texts. */
export const texts = {
  acknowledgementSubject: (values: { reference: string }) => `We have received your report ${values.reference}`,
  acknowledgementBody: (values: { reference: string; openCaseDueAt: string }) => `We have received your report. Your reference is ${values.reference}. We will respond by ${moment(values.openCaseDueAt)}.`,
  outcomeSubject: (values: { reference: string }) => `A decision on your report ${values.reference}`,
  outcomeBody: (values: { reference: string; readDecisionOutcome: string }) => `We have decided on your report ${values.reference}. The outcome: ${values.readDecisionOutcome}.`,
  dutyUrgentSubject: (values: { reference: string }) => `An urgent report ${values.reference}`,
  dutyUrgentBody: (values: { reference: string }) => `We have received the report ${values.reference}, and it is urgent. Sign in to read it.`,
  dutyOverdueSubject: (values: { reference: string }) => `The report ${values.reference} is overdue`,
  dutyOverdueBody: (values: { reference: string }) => `The report ${values.reference} is open, and the date to respond by has passed. Sign in to read it.`,
}
