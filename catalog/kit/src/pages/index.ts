export { dayOfMoment, momentText } from './dates.ts'
export { retyped, shown } from './fields.ts'
export { foundOf, ifThere, pageOfFound, type Telling, type Told, toldOf } from './found.ts'
export { withHolds } from './holds.ts'
export { contactText } from './kinds/contact.ts'
export { moneyText } from './kinds/number.ts'
export { mountPages } from './mount.ts'
export { mountAnswerPages } from './mount-answer.ts'
export { choicesFor, holdFor, uploadFor } from './picking.ts'
export { sessionMigration } from './session.ts'
export type {
  Answer,
  AnswerPages,
  Answers,
  Behalf,
  Choice,
  Contact,
  Found,
  Held,
  Holds,
  PlainQuestion,
  Question,
  Result,
  Sent,
  SentFile,
  ServicePages,
  StaffAccount,
  Stop,
  StopRule,
  Way,
} from './shapes.ts'
export { demandNoStop, Stopped } from './stops.ts'
export { sameContact, sameName } from './track.ts'
export { withWhole } from './whole-file.ts'
export { inWords } from './words.ts'
