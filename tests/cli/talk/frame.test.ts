import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { hasColour, styleFor } from '../../../src/cli/show/colour.ts'
import { frame } from '../../../src/cli/talk/frame.ts'
import { Talking, talkAbout } from '../../support/talk.ts'

const goal =
  'triage referrals for 東京 council, high priority if there is a risk of harm, answer within 2 working days, text people, never email the landlord, purple'

/** The three screens of one conversation, and what lies over them. */
async function screens(size: { columns: number; rows: number }): Promise<[string, Talking][]> {
  const understood = await talkAbout(goal, size)
  const typing = (await talkAbout(goal, size)).press('w')
  const explained = (await talkAbout(goal, size)).press('?')
  const left = () => talkAbout(goal, size).then((talking) => talking.press('down', 'down', 'enter', 'enter'))
  const plan = await left()
  plan.act({ type: 'previewed', preview: { texts: { body: 'Dear {name}\n\nThank you. '.repeat(9) }, problems: [] } })
  const pages: [string, Talking][] = []
  for (const name of ['goal', 'parts', 'questions', 'rules', 'texts', 'inputs', 'policy']) {
    const talking = new Talking(goal, size)
    talking.talk = plan.talk
    pages.push([name, talking])
    plan.press('tab')
  }
  const run = await left()
  run.act({ type: 'previewed', preview: { texts: {}, problems: [] } }).press('enter')
  const file = `service/tests/${'very-'.repeat(30)}long.test.ts`
  run.act({ type: 'tested', test: { test: 'a', file, passed: false, message: 'said '.repeat(99) }, of: 3, now: 1 })
  return [['understood', understood], ['typing', typing], ['explained', explained], ...pages, ['run', run]]
}

describe.each([
  [80, 24],
  [60, 24],
  [200, 60],
  [30, 12],
])('%d columns and %d rows', (columns, rows) => {
  test('no line is wider, no screen higher, and nothing is an escape sequence where there is no colour', async () => {
    for (const [name, { talk }] of await screens({ columns, rows })) {
      const lines = frame(talk, styleFor(false))
      expect(
        lines.filter((line) => stringWidth(line) > columns),
        name,
      ).toEqual([])
      if (rows >= 24) expect(lines.length, name).toBe(rows - 1)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
      expect(lines.join('\n'), name).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    }
  })
})

test('the same state has the same frame, and another size another', async () => {
  const talking = await talkAbout(goal)
  const before = talking.screen
  talking.act({ type: 'size', columns: 60, rows: 30 })
  expect(talking.screen).not.toBe(before)
  talking.act({ type: 'size', columns: 80, rows: 24 })
  expect(talking.screen).toBe(before)
})

test('each finding is marked where it stands and has a line that says what it became', async () => {
  const { screen } = await talkAbout(goal, { columns: 120, rows: 40 })
  expect(screen.replace(/\s+/g, ' ')).toContain(
    '[1: triage] referrals for {東京} {council}, [2: high priority if there is a risk of harm], [3: answer within 2 working days], [4: text people], {5: never email the landlord}, {purple}',
  )
  expect(screen).toMatch(/1 +pattern +triage \d/)
  expect(screen).toMatch(/2 +priority +high if there is a risk of harm/)
  expect(screen).toMatch(/3 +answer within +2 working days/)
  expect(screen).toMatch(/4 +channel +text/)
  expect(screen).toMatch(/5 +not read +negation/)
})

test('a goal of many lines moves with the rest, and its choices are in sight', async () => {
  const long = `triage referrals, ${'urgent if the caller is alone and has no heating, '.repeat(30)} never email the landlord`
  const talking = await talkAbout(long)
  expect(talking.screen).toContain('> ')
  talking.press('page-up', 'page-up', 'page-up', 'page-up', 'page-up')
  expect(talking.screen).toContain('[1: triage]')
})

const sgr = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`, 'g')

test('what stands out does so by weight, a line below, red and green: colours that themes choose, and never on a ground', async () => {
  const seen = new Set<string>()
  for (const [, { talk }] of await screens({ columns: 80, rows: 24 }))
    for (const [, codes = ''] of frame(talk, styleFor(true)).join('\n').matchAll(sgr)) seen.add(codes)
  expect([...seen].sort((a, b) => Number(a) - Number(b))).toEqual(['1', '4', '22', '24', '31', '32', '39'])
})

test('NO_COLOR draws without colour', () => {
  expect(hasColour({ isTTY: true }, { TERM: 'xterm-256color', NO_COLOR: '1' })).toBe(false)
})

test('nothing that was given steers the terminal', async () => {
  const esc = '\u001b'
  const talking = new Talking(`triage ${esc}]0;owned\u0007 service`)
  talking.act({ type: 'read', read: { problems: [{ code: 'x', message: `bad ${esc}[2J`, suggestion: `${esc}c` }] } })
  expect(talking.screen).not.toContain(esc)
})
