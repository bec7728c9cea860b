import type { QuestionKind } from '../shapes.ts'
import { choice, declaration, several, yesNo } from './choice.ts'
import { contact } from './contact.ts'
import { date, moment } from './date.ts'
import { duration } from './duration.ts'
import { file } from './file.ts'
import type { Kind } from './kind.ts'
import { money, number } from './number.ts'
import { text } from './text.ts'

/** Every kind of question that people are asked. */
export const kinds: Readonly<Record<QuestionKind, Kind>> = {
  text,
  long: text,
  number,
  money,
  date,
  moment,
  duration,
  'yes-no': yesNo,
  choice,
  several,
  contact,
  pick: choice,
  file,
  declaration,
}
