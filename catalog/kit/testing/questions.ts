import { longest } from '../src/pages/answers.ts'
import type { Question } from '../src/pages/index.ts'

/** What cannot be an answer to a question, as a form sends it. Undefined for a file, which is sent in another way. */
export function wrongFor(question: Question): Record<string, string> | undefined {
  const { name, kind, check, only } = question
  const alone = (text: string) => ({ [name]: text })
  const day = { [`${name}-day`]: '31', [`${name}-month`]: '2', [`${name}-year`]: '2027' }
  switch (kind) {
    case 'text':
    case 'long':
      return alone(check === undefined ? 'x'.repeat(longest(question) + 1) : 'neither address nor number')
    case 'number':
    case 'money':
      return alone('many')
    case 'date':
      return day
    case 'moment':
      return { ...day, [`${name}-time`]: '2pm' }
    case 'duration':
      return { [`${name}-amount`]: 'long', [`${name}-unit`]: 'days' }
    case 'contact':
      return { [name]: only?.[0] ?? 'email', [`${name}-email`]: 'me', [`${name}-phone`]: '12', [`${name}-line1`]: '1' }
    case 'file':
      return undefined
    default:
      return alone('made up')
  }
}
