import type { Composition } from '../../schema.ts'
import { quoted } from './code.ts'
import { neededBy } from './rule-order.ts'
import { rulesView } from './rules-view.ts'

/** The rules of a service whose journeys end in a record: what is decided of each, and what keeps people from sending one. */
export function recordRules(composition: Pick<Composition, 'rules' | 'record' | 'journeys' | 'texts'>) {
  const view = rulesView(composition)
  // Whoever is stopped sends nothing, so that nothing of a stop is kept.
  const decided = view.decided.filter(({ stops }) => !stops)
  return {
    ...view,
    decided,
    ruleNames: decided.map(({ name }) => name),
    recordDecides: decided.some(({ code }) => /\brecord\b/.test(code)),
    /** Whether any rule looks at what is sent, a stop too. */
    usesSubmission: view.recordDecides,
    stops: view.decided.flatMap(({ name, code, stops }) =>
      stops ? [{ name, code, needs: neededBy(name, composition.rules).map(quoted).join(', ') }] : [],
    ),
    stopHeading: quoted(composition.texts.stopHeading ?? 'You cannot use this service'),
  }
}
