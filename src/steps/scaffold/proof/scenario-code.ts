import type { Composition, Scenario } from '../../../schema.ts'
import { quoted } from '../code.ts'
import { eventType } from '../service-events.ts'
import { type Value, valueCode } from './samples.ts'

/** A scenario as the lines of its test. */
export function scenarioCode(scenario: Scenario, composition: Composition) {
  const answers = Object.entries(scenario.answers).map(
    ([name, value]) => `${name}: ${typeof value === 'object' ? 'undefined' : valueCode(value)}`,
  )
  const lines = scenario.do.map((one) => {
    if ('comes' in one) return `await come(reference, ${quoted(one.comes)})`
    if ('person' in one) return `await (await yours(reference)).does(${quoted(one.person)}, ${valueCode(one.with)})`
    return `await act(reference, ${quoted(one.act)}, ${valueCode(one.with)})`
  })
  const text = (said: string) =>
    quoted(said.replace(/\{event\.([a-z0-9-]+)\}/g, (_, word: string) => eventType(composition, word)))
  for (const one of scenario.expect) {
    switch (one.see) {
      case 'item': {
        const wanted = wantedCode(one.is)
        const list = one.list === undefined ? '' : `, ${quoted(one.list)}`
        lines.push(`expect(await shown(reference, ${quoted(one.member)}, ${wanted}${list})).toEqual(${wanted})`)
        break
      }
      case 'panel': {
        const where = Object.keys(one.where).length > 0 ? `, ${valueCode(one.where)}` : ''
        lines.push(
          `expect(await entries(reference, ${quoted(one.panel)}, ${text(one.says)}, ${one.count}${where})).toBe(${one.count})`,
        )
        break
      }
      case 'event':
        lines.push(
          `expect(await eventsOf(reference, ${quoted(eventType(composition, one.type))}, ${one.count})).toBe(${one.count})`,
        )
        break
      case 'todo':
        lines.push(`expect(await (await yours(reference)).leadsTo(${quoted(one.does)})).toBe(${one.is})`)
        break
      case 'calls':
        lines.push(`expect(await callsAbout(reference, ${quoted(one.of)}, ${one.count})).toBe(${one.count})`)
        break
      case 'call':
        lines.push(
          `expect(await arrived(reference, ${quoted(one.of)}, ${quoted(one.member)})).toEqual(${named(valueCode(one.is as Value))})`,
        )
    }
  }
  const stop = scenario.expect.find(({ see }) => see === 'stop')
  return {
    name: `${scenario.id}: ${scenario.title}`,
    title: quoted(`${scenario.id}: ${scenario.title}`),
    answers: answers.join(', '),
    lines,
    /** What whoever answers so is told and stopped by, or that nobody is stopped by it. */
    stop: stop?.see === 'stop' && stop.is !== false ? quoted(String(stop.is)) : '',
    goesOn: stop?.see === 'stop' && stop.is === false,
    helpers: helpersOf(scenario),
    // Not a text that speaks of a record: a name that nothing uses does not compile.
    usesRecord: lines.some((line) => /\brecord\[/.test(line)),
  }
}

/** A value that names answers, with what was given. */
const named = (code: string) => code.replace(/'\$([a-z][A-Za-z0-9]*)'/g, (_, name: string) => `record[${quoted(name)}]`)

/** What the test of a scenario calls. */
function helpersOf({ do: done, expect }: Scenario): string[] {
  const looks: Record<string, string> = {
    item: 'shown',
    panel: 'entries',
    event: 'eventsOf',
    call: 'arrived',
    calls: 'callsAbout',
    stop: 'stopped',
    todo: 'yours',
  }
  const answered = expect.some((one) => one.see === 'item' && typeof one.is === 'object' && 'call' in one.is)
  return [
    ...done.map((one) => ('comes' in one ? 'come' : 'person' in one ? 'yours' : 'act')),
    ...(answered ? ['answered'] : []),
    ...expect.flatMap(({ see }) => looks[see] ?? []),
  ]
}

function wantedCode(is: string | number | boolean | { answer: string } | { call: string; member: string }): string {
  if (typeof is !== 'object') return valueCode(is)
  return 'answer' in is ? `record[${quoted(is.answer)}]` : `await answered(${quoted(is.call)}, ${quoted(is.member)})`
}
