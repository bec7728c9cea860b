import type { Composition, Never, OptionalTest } from '../../../schema.ts'
import { partsOf } from '../../../schema.ts'
import { changedCode, type Value } from './samples.ts'

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
    return { name: nameOf(never), answers: changedCode(composition, sample, set), do: never.do }
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
