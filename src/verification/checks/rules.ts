import type { Problem } from '../../errors.ts'
import { checkRuleCode } from '../rule-code.ts'
import type { StaticCheck } from './static-check.ts'

/** A rule that is code is one function without anything from outside, whoever wrote it into the composition. */
export const rules: StaticCheck = {
  id: 'rules',
  async run({ composition }) {
    const coded = Object.entries(composition.rules).flatMap(([name, rule]) =>
      'code' in rule ? [[name, rule.code] as const] : [],
    )
    const problems = await Promise.all(
      coded.map(
        async ([name, code]): Promise<Problem[]> =>
          (await checkRuleCode(name, code)).map((message) => ({
            code: 'rules',
            message,
            where: `composition.yaml: rules.${name}`,
          })),
      ),
    )
    const tables = Object.keys(composition.rules).length - coded.length
    const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`
    return { saw: `${count(tables, 'table')} and ${count(coded.length, 'function')}`, problems: problems.flat() }
  },
}
