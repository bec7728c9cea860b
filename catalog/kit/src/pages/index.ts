export { momentText } from './dates.ts'
export { retyped, shown } from './fields.ts'
export { mountPages, mountPagesWith, type StaffPages } from './mount.ts'
export { sessionMigration } from './session.ts'
export type {
  Answer,
  Answers,
  Choice,
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
export { sameContact } from './track.ts'
export { inWords } from './words.ts'
