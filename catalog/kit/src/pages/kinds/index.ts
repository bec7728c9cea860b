import { momentText } from '../dates.ts'
import type { Answer, Choice, QuestionKind } from '../shapes.ts'
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

/** A value as people read it, wherever it is shown. A deadline is a moment that nobody is asked for. */
export function valueText(kind: QuestionKind | 'deadline', value: Answer, options: Choice[] = []): string {
  if (kind === 'deadline') return momentText(String(value))
  return kinds[kind].shown({ name: '', title: '', missing: '', kind, options }, value)
}
