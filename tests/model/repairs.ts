import { dutyDesk, dutyDeskRules } from './duty-desk.ts'
import type { Line } from './endpoint.ts'

/** The conversation up to the coder's first answer. */
export const upToCoder: readonly Line[] = dutyDesk.slice(2, 4)

const { rows } = dutyDeskRules.priority
/** Rules that are wrong in two rows, so that two scenarios fail: nobody is urgent for not being seen. */
export const wrongRules = {
  priority: {
    ...dutyDeskRules.priority,
    rows: rows.map((row, index) => (index === 1 || index === 4 ? { ...row, is: 'low' } : row)),
  },
}

export const withCode = (body: string) => ({
  functions: {
    priority: `import type { Submission } from '../record.ts'\n\nexport function priority(record: Submission): 'urgent' | 'high' | 'standard' {\n${body}\n}`,
  },
})
/** The same rules as a function. */
export const rightCode =
  withCode(`  if (record.immediateDanger || (record.livesAlone && record.daysUnseen >= 3)) return 'urgent'
  if (record.gettingWorse || record.livesAlone) return 'high'
  return 'standard'`)
/** Reads a number as a text: it does not type-check. */
export const mistypedCode =
  withCode(`  if (record.immediateDanger || (record.livesAlone && record.daysUnseen.length >= 3)) return 'urgent'
  if (record.gettingWorse || record.livesAlone) return 'high'
  return 'standard'`)
/** The acknowledgement lacks the reference, which a scenario of the pattern demands. */
export const wrongWording = {
  rules: dutyDeskRules,
  texts: { acknowledgementBody: 'We have your worry. We will respond by {open-case.dueAt}.' },
}
export const rightWording = {
  rules: dutyDeskRules,
  texts: { acknowledgementBody: 'We have your worry {reference}. We will respond by {open-case.dueAt}.' },
}

/** A coder's answer to a repair: it must have been shown the failures by name. */
export const mend = (value: object, sees: RegExp): Line => ({
  for: 'coder',
  check(asked) {
    const said = asked.messages.map((message) => message.content).join('\n')
    if (!sees.test(said)) throw new Error(`the coder was not shown ${sees}`)
  },
  reply: { value },
})
