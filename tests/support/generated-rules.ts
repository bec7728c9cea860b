import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { type Answer, decide } from '../../src/goal/decide.ts'
import type { Composition } from '../../src/schema.ts'
import { recordRules } from '../../src/steps/scaffold/record-rules.ts'
import { render } from '../../src/steps/scaffold/render.ts'
import { root, rowsOf } from './plan.ts'

const path = 'service/src/rules.ts.njk'
/** Of all that is made the rules alone: what they decide hangs on nothing else. */
const template = new Map([[path, await readFile(`${root}/templates/${path}`, 'utf8')]])

type Given = Readonly<Record<string, Answer>>

/** A rule of a composition, as its table decides and as the code does that was made of it. */
export async function bothWays(
  composition: Composition,
  rule: string,
): Promise<{ table: (given: Given) => unknown; code: (given: Given) => unknown }> {
  const files = await render(template, recordRules(composition))
  const text = files.get('service/src/rules.ts')!
  const module = `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(text))}`
  const made: Record<string, (given: Given) => unknown> = await import(module)
  const { hit } = composition.rules[rule] as { hit?: 'min' }
  const table = { rows: rowsOf(composition, rule), ...(hit ? { hit } : {}) }
  return { table: (given) => decide(table, given)?.is, code: (given) => made[rule]!(given) }
}

/** Every answer with yes or no, and every age. */
export function answersFor(composition: Composition, rule: string): Given[] {
  const fields = [...new Set(rowsOf(composition, rule).flatMap(({ when }) => Object.keys(when)))]
  return fields.reduce<Given[]>(
    (all, name) => {
      const isYesNo = composition.record.find((field) => field.name === name)!.type === 'YesNo'
      const values = isYesNo ? [true, false] : Array.from({ length: 121 }, (_, age) => age)
      return all.flatMap((given) => values.map((value) => ({ ...given, [name]: value })))
    },
    [{}],
  )
}
