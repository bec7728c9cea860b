import { type Operation, scopeOf } from '../../catalog/contract.ts'
import { signIn } from '../../catalog/frame-scopes.ts'
import type { Catalog } from '../../catalog/load.ts'
import { capitalise, plural } from '../../goal/words.ts'
import {
  type Composition,
  isAnew,
  isHeld,
  type Placed,
  partsOf as partsOfSource,
  type RecordField,
  stepsOf,
  withdrawals,
} from '../../schema.ts'
import { placeholdersIn } from '../fill/placeholders.ts'
import { heldOperations } from './api/held-operations.ts'
import type { ServiceOperation } from './api/operation.ts'
import { clientName, commented, quoted, textTemplate, valueName } from './code.ts'
import { columnsOf, contactOf } from './contact.ts'
import { deploySettings } from './deploy.ts'
import { deskTemplate } from './desk-template.ts'
import { flowLines, withdrawLines } from './flow-code.ts'
import { eventMembers, type Flow, flowsOf, received } from './flows.ts'
import { calledFor, lookupMembers, pickedByPrograms, rulesBehind } from './lookup-code.ts'
import { ownView } from './own-view.ts'
import { cautionsOf, partRows } from './part-rows.ts'
import { peopleView } from './people-view.ts'
import { mayLack } from './presence.ts'
import { askedCode, questionCode, readCode } from './question-code.ts'
import { recordRules } from './record-rules.ts'
import { emittedWords, endedByHand, eventType } from './service-events.ts'
import { testView } from './service-tests.ts'
import { setUpView } from './set-up-code.ts'
import { unreadLines } from './unread-lines.ts'
import { writtenAs } from './written-as.ts'

/** Everything the templates under templates/ may name. Pure. */
export function viewOf(
  composition: Composition,
  catalog: Catalog,
  operations: ReadonlyMap<string, Operation>,
  api: readonly ServiceOperation[],
) {
  const steps = stepsOf(composition)
  const chosen = composition.record.some(({ choices }) => choices && !choices.hold)
  const flows = flowsOf(composition).map((flow) => {
    // What could not be looked up when it was sent is looked up before anything is done about it.
    const checks = chosen && flow.name === received
    const check = "if (data.checked === false) await step('check-choices', () => checkChoices(record))"
    const lines = flowLines(flow, composition, operations, checks ? [check] : [])
    return {
      name: flow.name,
      comment: flow.name === received ? `A ${composition.noun} was sent.` : `${flow.name} has come.`,
      // What it is given and uses.
      given: lines.some((line) => /\bdata\b/.test(line))
        ? 'record, data'
        : lines.some((line) => /\brecord\b/.test(line))
          ? 'record'
          : '',
      lines,
    }
  })
  const questions = composition.record.map((field) =>
    questionCode(field, catalog.types, lookupMembers(field, composition, operations, catalog.types)),
  )
  const held = composition.record.flatMap((field) => (isHeld(field) ? [field.name] : []))
  const usedIn = (name: string) => questions.some((one) => one.includes(`${name}(`))
  const undone = withdrawals(composition).length > 0 ? withdrawLines(composition, operations) : []
  const code = [...flows.flatMap(({ lines }) => lines), ...undone].join('\n')
  const desk = deskTemplate(composition, operations, catalog)
  const theirs = ownView(composition, operations)
  const choiceClients = composition.record.flatMap((field) =>
    calledFor(field).map((name) => clientName(name.split('.')[0]!)),
  )
  const capabilities = [
    ...new Set([
      signIn,
      ...desk.deskParts.map(({ id }) => id),
      ...theirs.called.map((name) => name.split('.')[0]!),
      ...steps.flatMap((step) => (step.do ? [step.do.split('.')[0]!] : [])),
      ...composition.record.flatMap((field) => calledFor(field).map((name) => name.split('.')[0]!)),
    ]),
  ].sort()
  const used = (id: string) => new RegExp(`\\b${clientName(id)}\\.`).test(code)
  const told = confirmationTold(composition, held.length > 0)
  const flowTexts = Object.keys(composition.texts).filter((name) => code.includes(`texts.${name}(`))
  const sent = [...flowTexts, ...(told ? ['confirmationNext'] : [])]
  const written = (placeholder: string) => writtenAs(placeholder, steps, operations, catalog)
  const announced = emittedWords(composition).map((word) => eventType(composition, word))
  const contact = contactOf(composition)
  const tests = testView(composition, catalog, operations, api, written)
  const personalParts = Object.keys(composition.components)
    .filter((id) => catalog.components.get(composition.components[id]!.component)!.file.spec.data.personal !== 'none')
    .sort()
  return {
    name: composition.name,
    schemaName: composition.name.replaceAll('-', '_'),
    title: composition.title,
    quotedTitle: quoted(composition.title),
    noun: composition.noun,
    nouns: plural(composition.noun),
    model: composition.model ?? '',
    goal: commented(composition.goal.sentence).replaceAll('|', '\\|'),
    unread: unreadLines(composition),
    flows,
    undone,
    undoneOfRecord: undone.some((line) => /\brecord\b/.test(line)),
    usedClients: capabilities.filter(used).map(clientName),
    firstEvent: firstEventOf(composition),
    attentionEnded: eventType(composition, endedByHand),
    clients: capabilities.map((id) => ({
      id,
      name: clientName(id),
      typeName: capitalise(clientName(id)),
      address: addressCode(id),
    })),
    ownScopes: scopesOf(composition, operations, theirs.called),
    ...recordRules(composition),
    flowTexts,
    addresses: ['pageUrl', 'startUrl'].filter((name) => code.includes(`${name}(`)),
    confirmationTold: told,
    texts: sent.map((name) => ({
      name,
      values: placeholdersIn(composition.texts[name]!)
        .map((held) => `${valueName(held)}: ${written(held) === 'money' ? "number | ''" : 'string'}`)
        .join('; '),
      template: textTemplate(composition.texts[name]!, written),
    })),
    writes: (['moment', 'money'] as const).filter((kind) =>
      sent.some((name) => placeholdersIn(composition.texts[name]!).some((one) => written(one) === kind)),
    ),
    situation: composition.record
      .filter((field) => field.role === 'case')
      .map(situationCode)
      .join(', '),
    conditional: composition.record.some(mayLack),
    questions,
    fields: composition.record.map((field) => ({ read: readCode(field) })),
    choiceClients: [...new Set(choiceClients)],
    choiceRules: rulesBehind(composition),
    choiceTexts: ['dayOfMoment', 'momentText', 'withWhole'].filter(usedIn),
    listed: chosen,
    wholeSample: composition.record.some(isAnew) ? '(await whole())' : 'sample',
    held,
    holds: held.length > 0,
    anyPicked: composition.record.some((field) => isAnew(field) && field.choices),
    anyFile: composition.record.some(({ upload }) => upload),
    /** What tests cannot make up. */
    anew: composition.record.flatMap((field) => (isAnew(field) ? [field.name] : [])),
    heldApiHelpers: [
      ...(pickedByPrograms(composition).some(({ choices }) => choices) ? ['type Answers', 'choicesFor'] : []),
      ...(pickedByPrograms(composition).some(({ choices }) => choices?.hold) ? ['holdFor'] : []),
      ...(composition.record.some(({ upload }) => upload) ? ['uploadFor'] : []),
    ],
    heldApi: pickedByPrograms(composition).map((field) => ({
      name: field.name,
      list: field.choices ? heldOperations(field.name).list : '',
      hold: isHeld(field) ? heldOperations(field.name).hold : '',
      upload: field.upload !== undefined,
    })),
    ...setUpView(composition, operations),
    ...peopleView(composition, catalog, operations, api),
    ...theirs,
    awaited: flowsOf(composition).flatMap((flow) =>
      flow.name === received ? [] : [{ ...awaitedView(flow), alsoOwn: announced.includes(flow.name) }],
    ),
    ...Object.fromEntries(
      ['startHeading', 'startIntroduction', 'startButton', 'confirmationPanel'].map((name) => [
        name,
        quoted(composition.texts[name] ?? ''),
      ]),
    ),
    declaration: composition.texts.declaration ? quoted(composition.texts.declaration) : '',
    confirmationNext: told ? '' : quoted(composition.texts.confirmationNext ?? ''),
    emailColumns: columnsOf(composition, 'EmailAddress', 'email'),
    phoneColumns: columnsOf(composition, 'PhoneNumber', 'phone'),
    personalParts: personalParts.map(addressCode).join(', '),
    personalPartCount: personalParts.length,
    trackHeading: quoted(`Track your ${composition.noun}`),
    contact,
    ...tests,
    colleague: tests.colleague,
    urgentFields: composition.record.flatMap(({ name, question: { urgent } }, index) =>
      urgent === undefined
        ? []
        : [
            {
              name,
              answer: typeof urgent.is === 'string' ? quoted(urgent.is) : String(urgent.is),
              heading: quoted(urgent.heading),
              next: composition.record[index + 1]?.name ?? 'check',
            },
          ],
    ),
    pageFields: composition.record
      .filter(({ name }) => tests.askedNames.includes(name))
      .map((field) => askedCode(field, catalog.types)),
    ...desk,
    settings: deploySettings(composition, catalog),
    parts: partRows(composition, catalog),
    cautions: cautionsOf(composition, catalog),
    stepRows: steps.map((step) => ({
      id: step.id,
      phase: step.under,
      does: doneBy(step),
    })),
    sourceRows: steps.flatMap((step) => {
      const constants = Object.entries(step.with ?? {}).map(([input, value]) => [input, String(value)] as const)
      return [...Object.entries(step.inputs), ...constants].map(([input, source]) => ({
        step: step.id,
        input,
        source: source.replaceAll('|', '\\|'),
      }))
    }),
    dataRows: composition.record.map((field) => ({
      name: field.name,
      type: field.type,
      title: commented(field.question.title).replaceAll('|', '\\|'),
      why: commented(field.because ?? 'the pattern asks for it').replaceAll('|', '\\|'),
    })),
  }
}

const doneBy = (step: Placed): string => {
  if (step.undoes !== undefined) return `${step.do}, where ${step.undoes} was done`
  if (step.withdraw) return 'undoes what was done, last first'
  return step.do ?? (step.emit ? `emits ${step.emit}` : `what follows begins with ${step.await}`)
}

/** An event that begins a flow, and what its steps take of it: they tell its times apart by its identifier. */
function awaitedView(flow: Flow) {
  const members = eventMembers(flow).map((name) => `${name}: event.data.${name}`)
  return { type: flow.name, data: ['event: event.id', ...members].join(', ') }
}

/** An answer among those that describe the situation, where it was given. */
const situationCode = (field: RecordField): string => {
  const member = `${field.name}: fields.${field.name}`
  return mayLack(field) ? `...(fields.${field.name} === undefined ? {} : { ${member} })` : member
}

/** What the confirmation page says, where that holds what steps answered while the person waited. */
function confirmationTold({ texts }: Composition, waits: boolean): string {
  const names = placeholdersIn(texts.confirmationNext ?? '')
  if (!waits || names.length === 0) return ''
  const held = names.map((name) => {
    const { head, path } = partsOfSource(name)
    return `${valueName(name)}: ${name === 'reference' ? name : `String(done['${head}']?.${path})`}`
  })
  return `texts.confirmationNext({ ${held.join(', ')} })`
}

/** What is announced first about every record, if anything is. */
function firstEventOf(composition: Composition): string {
  const emitted = flowsOf(composition)[0]!.steps.find((step) => step.emit && !step.if)?.emit
  return emitted ? eventType(composition, emitted) : ''
}

/** The rights of the service's own token: what its steps, choices and people's own pages call with it. */
function scopesOf(
  composition: Composition,
  operations: ReadonlyMap<string, Operation>,
  own: readonly string[],
): string[] {
  const called = [
    ...own,
    ...stepsOf(composition).flatMap((step) => (step.do ? [step.do] : [])),
    ...composition.record.flatMap(calledFor),
  ]
  return [...new Set(called.flatMap((name) => scopeOf(operations.get(name)!) ?? []))].sort()
}

export const variableOf = (capability: string) => `${capability.toUpperCase().replaceAll('-', '_')}_URL`
/** Where the service reaches a component. Identity has another address for browsers. */
const addressCode = (capability: string) =>
  capability === signIn ? 'identityUrl()' : `required(${quoted(variableOf(capability))})`
