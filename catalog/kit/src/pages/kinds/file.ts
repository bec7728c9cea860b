import type { Question } from '../shapes.ts'
import type { Kind } from './kind.ts'

const MEGABYTE = 1024 * 1024
export const largestFile = ({ maxBytes = 10 * MEGABYTE }: Question): number => maxBytes
export const acceptedTypes = ({
  accept = ['application/pdf', 'image/jpeg', 'image/png'],
}: Question): readonly string[] => accept

/** Where what was found out about a file stands: no form can send such a name. */
export const heldName = (name: string): string => `held:${name}`
export const faultName = (name: string): string => `fault:${name}`
export const untilName = (name: string): string => `until:${name}`
/** What is wrong with a file; words of whoever refused it stand behind a colon. */
export type FileFault = 'large' | 'empty' | 'type' | 'refused' | 'many' | `said:${string}`

const known: Record<string, string> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPG',
  'image/png': 'PNG',
  'image/heic': 'HEIC',
}
const typesText = (question: Question) =>
  acceptedTypes(question)
    .map((type) => known[type] ?? type.replace(/^.*\//, '').toUpperCase())
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1')

const SAYS: Record<Exclude<FileFault, `said:${string}`>, (question: Question) => string> = {
  large: (question) => `The selected file must be smaller than ${Math.floor(largestFile(question) / MEGABYTE)}MB`,
  empty: () => 'The selected file is empty',
  type: (question) => `The selected file must be a ${typesText(question)}`,
  refused: () => 'The selected file could not be uploaded – try again',
  many: () => 'Too many files were uploaded from where you are. Wait a few minutes, then upload it again.',
}

function words(fault: string, question: Question): string {
  if (fault.startsWith('said:')) return fault.slice('said:'.length)
  return (SAYS[fault as keyof typeof SAYS] ?? SAYS.refused)(question)
}

/** What is wrong with a file of a type, as its content shows it, and a length; undefined for one that may be held. */
export function faultOf(question: Question, type: string | undefined, length: number): string | undefined {
  if (length > largestFile(question)) return SAYS.large(question)
  return type !== undefined && acceptedTypes(question).includes(type) ? undefined : SAYS.type(question)
}

/** A file. It is received on its own way (see ../receive.ts); its answer is what `hold` gave for it. */
export const file: Kind = {
  names: ({ name }) => [heldName(name), faultName(name), untilName(name)],
  longest: () => 0,
  check(question, typed) {
    const { name } = question
    const fault = typed[faultName(name)]
    if (fault) return { problem: words(fault, question), field: name }
    return { answer: typed[heldName(name)] ?? '' }
  },
  retyped: () => ({}),
  shown: (_question, answer, label) => label ?? String(answer),
}
