export { momentText } from './dates.ts'
export { retyped, shown } from './fields.ts'
export { contactText } from './kinds/contact.ts'
export { mountPages } from './mount.ts'
export { sessionMigration } from './session.ts'
export type {
  Answer,
  Answers,
  Choice,
  Contact,
  Question,
  SentFile,
  ServicePages,
  StaffAccount,
  Stop,
  StopRule,
  TrackedCase,
  Way,
} from './shapes.ts'
export { demandNoStop, Stopped } from './stops.ts'
export { sameContact, sameName } from './track.ts'
export { inWords } from './words.ts'
