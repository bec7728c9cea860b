export { momentText } from './dates.ts'
export { mountPages, mountPagesWith, type StaffPages } from './mount.ts'
export { sessionMigration } from './session.ts'
export type {
  Answers,
  Choice,
  Pages,
  Question,
  QuestionKind,
  QueueFilter,
  QueueRow,
  ServicePages,
  StaffAccount,
  StaffAction,
  StaffCase,
  StaffDoor,
  StaffPerson,
  TrackedCase,
} from './shapes.ts'
export { sameContact } from './track.ts'
export { inWords } from './words.ts'
