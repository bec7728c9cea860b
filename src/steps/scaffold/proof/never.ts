import type { Composition, Never, OptionalTest } from '../../../schema.ts'
import { partsOf } from '../../../schema.ts'
import { answersAsked, type Value, valueCode } from './samples.ts'

/** What must never be done, as a test tries it: the answers under which it must not, and what is then not called. */
export interface NeverRow {
  name: string
  answers: string
  do: string
}

/** One row for each thing that must never be done to some records. Only answers can be set; what a rule gives follows from them. */
export function neverRows(composition: Composition, sample: Readonly<Record<string, Value>>): NeverRow[] {
  return composition.never.map((never) => {
    const set = Object.fromEntries(
      Object.entries(never.if).flatMap(([source, test]) => {
        const { kind, head } = partsOf(source)
        return kind === 'record' ? [[head, meeting(test)] as const] : []
      }),
    )
    const merged = Object.fromEntries(
      Object.entries({ ...sample, ...set }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    )
    const asked = answersAsked(composition, merged)
    const gone = Object.keys(sample).filter((name) => !(name in asked))
    const code = [
      ...Object.keys(set).flatMap((name) => (asked[name] === undefined ? [] : [`${name}: ${valueCode(asked[name])}`])),
      ...gone.map((name) => `${name}: undefined`),
    ]
    return { name: nameOf(never), answers: code.join(', '), do: never.do }
  })
}

const nameOf = ({ do: what, if: when, because }: Never) =>
  `never ${what} under ${JSON.stringify(when)}${because ? `: ${because}` : ''}`

function meeting(test: OptionalTest): Value | undefined {
  if (typeof test !== 'object') return test
  if ('over' in test) return test.over + 1
  if ('under' in test) return test.under - 1
  if ('given' in test) return undefined
  return 'atLeast' in test ? test.atLeast : test.atMost
}
