import type { Operation } from '../../../catalog/contract.ts'
import type { Catalog } from '../../../catalog/load.ts'
import { answeredRules, type Composition, stopRules } from '../../../schema.ts'
import { commented, quoted } from '../code.ts'
import { deploySettings } from '../deploy.ts'
import { lookupMembers } from '../lookup-code.ts'
import { cautionsOf, partRows } from '../part-rows.ts'
import { mayLack } from '../presence.ts'
import { askedCode, questionCode, readCode } from '../question-code.ts'
import { neededBy } from '../rule-order.ts'
import { rulesView } from '../rules-view.ts'
import { unreadLines } from '../unread-lines.ts'
import { foundView } from './found.ts'
import { shownCode } from './shown.ts'
import { answerTests } from './tests.ts'

/** Everything the templates of a service that only answers may name. Pure. */
export function answerView(composition: Composition, catalog: Catalog, operations: ReadonlyMap<string, Operation>) {
  const { record, rules, texts } = composition
  const said = (name: string) => quoted(texts[name] ?? '')
  const view = rulesView(composition)
  const stops = stopRules(composition)
  const compared = (name: string) => view.compared.some((one) => one.name === name)
  return {
    name: composition.name,
    title: composition.title,
    quotedTitle: quoted(composition.title),
    goal: commented(composition.goal.sentence).replaceAll('|', '\\|'),
    unread: unreadLines(composition),
    model: composition.model ?? '',
    parts: partRows(composition, catalog),
    cautions: cautionsOf(composition, catalog),
    settings: deploySettings(composition, catalog),
    ...foundView(composition, catalog, operations),
    // A rule is told with its reason here, so that no list is asked with what one gives.
    choiceRules: [],
    choiceTexts: [],
    listed: false,
    held: [],
    conditional: record.some(mayLack),
    questions: record.map((field) =>
      questionCode(field, catalog.types, lookupMembers(field, composition, operations, catalog.types)),
    ),
    fields: record.map((field) => ({ read: readCode(field) })),
    rules: view.rules,
    ownRules: view.rules,
    compared: view.compared,
    decided: view.decided.map((one) => ({ ...one, compared: compared(one.name) })),
    readsRecord: view.decided.some(({ code }) => /\brecord\./.test(code)),
    told: answeredRules(composition).map((name) => ({ name, shown: shownCode(name, composition, catalog) })),
    stops: stops.map((name) => ({ name, needs: neededBy(name, rules).map(quoted).join(', ') })),
    ...Object.fromEntries(
      ['startIntroduction', 'startButton', 'answerHeading', 'stopHeading'].map((name) => [name, said(name)]),
    ),
    answerNext: texts.answerNext ? said('answerNext') : '',
    dataRows: record.map((field) => ({
      name: field.name,
      type: field.type,
      title: commented(field.question.title).replaceAll('|', '\\|'),
    })),
    pageFields: record.map((field) => askedCode(field, catalog.types)),
    ...answerTests(composition, catalog, operations),
  }
}
