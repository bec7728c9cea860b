import type { Answers, Questions } from '../../brain/roles.ts'
import type { Rule } from '../../schema.ts'
import { checkRuleCode } from '../../verification/rule-code.ts'

type Holes = Questions['coder']

/** What no shape can say of the coder's answer: every rule is filled once, and nothing reads or decides what is not there. */
export async function checkFillings(answer: Answers['coder'], holes: Holes): Promise<string[]> {
  const findings: string[] = []
  for (const [name, hole] of Object.entries(holes.rules)) {
    const [table, code] = [answer.rules[name], answer.functions[name]]
    if (!table && !code) findings.push(`rules: "${name}" is not filled`)
    if (table && code) findings.push(`rules: "${name}" is filled by a table and by a function; one of them decides`)
    if (table) findings.push(...checkTable(name, table, hole))
    if (code) findings.push(...(await checkRuleCode(name, code)).map((finding) => `functions.${name}: ${finding}`))
  }
  for (const name of [...Object.keys(answer.rules), ...Object.keys(answer.functions)])
    if (!Object.hasOwn(holes.rules, name)) findings.push(`rules: there is no hole "${name}"`)
  for (const [name, text] of Object.entries(answer.texts)) {
    if (!Object.hasOwn(holes.texts, name)) findings.push(`texts: there is no hole "${name}"`)
    for (const [, held = ''] of text.matchAll(/\{([^}]*)\}/g)) {
      if (!holes.placeholders.includes(held))
        findings.push(`texts.${name}: {${held}} is not one of ${holes.placeholders.join(', ')}`)
    }
  }
  for (const name of Object.keys(answer.questions))
    if (!Object.hasOwn(holes.questions, name)) findings.push(`questions: nobody is asked for "${name}"`)
  const failed = new Set(holes.repair?.failures.map((failure) => failure.test))
  for (const { test } of answer.disputes)
    if (!failed.has(test)) findings.push(`disputes: "${test}" is not among the failed tests`)
  return findings
}

function checkTable(name: string, table: Rule, hole: Holes['rules'][string]): string[] {
  const findings: string[] = []
  if (Object.keys(table.rows.at(-1)!.when).length > 0)
    findings.push(`rules.${name}: the last row must have no condition`)
  for (const [index, row] of table.rows.entries()) {
    if (Object.keys(row.when).length === 0 && index < table.rows.length - 1)
      findings.push(`rules.${name}: row ${index + 1} has no condition, so no row after it is ever reached`)
    if (!hole.values.includes(String(row.is)))
      findings.push(`rules.${name}: ${JSON.stringify(row.is)} is not one of ${hole.values.join(', ')}`)
    for (const field of Object.keys(row.when))
      if (!hole.fields.includes(field))
        findings.push(`rules.${name}: "${field}" is not one of ${hole.fields.join(', ')}`)
  }
  if (table.gives !== hole.table.gives) findings.push(`rules.${name}: gives is ${hole.table.gives}`)
  return findings
}
