export { momentText } from './dates.ts'
export { mountPages } from './mount.ts'
export { sessionMigration } from './session.ts'
export type {
  Answers,
  Choice,
  Pages,
  Question,
  QuestionKind,
  QueueFilter,
  QueueRow,
  StaffAccount,
  StaffAction,
  StaffCase,
  StaffPerson,
  TrackedCase,
} from './shapes.ts'
export { sameContact } from './track.ts'
export { inWords } from './words.ts'
