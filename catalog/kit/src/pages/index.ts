export { momentText } from './dates.ts'
export { retyped, shown } from './fields.ts'
export { contactText } from './kinds/contact.ts'
export { valueText } from './kinds/index.ts'
export { mountPages, mountPagesWith, type StaffPages } from './mount.ts'
export { sessionMigration } from './session.ts'
export type {
  Answer,
  Answers,
  Choice,
  Contact,
  DurationUnit,
  Pages,
  Question,
  QuestionKind,
  QueueFilter,
  QueueRow,
  SentFile,
  ServicePages,
  StaffAccount,
  StaffAction,
  StaffCase,
  StaffDoor,
  StaffPerson,
  TrackedCase,
  Way,
} from './shapes.ts'
export { sameContact, sameName } from './track.ts'
export { inWords } from './words.ts'
