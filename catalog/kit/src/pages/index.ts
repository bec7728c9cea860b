export { momentText } from './dates.ts'
export { retyped, shown } from './fields.ts'
export { contactText } from './kinds/contact.ts'
export { valueText } from './kinds/index.ts'
export { mountPages, type StaffPages } from './mount.ts'
export { sessionMigration } from './session.ts'
export type {
  Answer,
  Answers,
  Choice,
  Contact,
  DurationUnit,
  Question,
  QuestionKind,
  SentFile,
  ServicePages,
  StaffAccount,
  StaffDoor,
  TrackedCase,
  Way,
} from './shapes.ts'
export { sameContact, sameName } from './track.ts'
export { inWords } from './words.ts'
