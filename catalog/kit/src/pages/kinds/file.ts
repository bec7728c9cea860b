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
export type FileFault = 'large' | 'empty' | 'type' | 'refused'

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

const SAYS: Record<FileFault, (question: Question) => string> = {
  large: (question) => `The selected file must be smaller than ${Math.floor(largestFile(question) / MEGABYTE)}MB`,
  empty: () => 'The selected file is empty',
  type: (question) => `The selected file must be a ${typesText(question)}`,
  refused: () => 'The selected file could not be uploaded – try again',
}

/** A file. It is received on its own way (see ../receive.ts); its answer is what `hold` gave for it. */
export const file: Kind = {
  names: ({ name }) => [heldName(name), faultName(name)],
  longest: () => 0,
  check(question, typed) {
    const { name } = question
    const fault = typed[faultName(name)]
    if (fault) return { problem: (SAYS[fault as FileFault] ?? SAYS.refused)(question), field: name }
    return { answer: typed[heldName(name)] ?? '' }
  },
  retyped: () => ({}),
  shown: (_question, answer, label) => label ?? String(answer),
}
