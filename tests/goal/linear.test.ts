import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

// Reading is linear: what it does for a text of the greatest length is counted, as blocks of its code that run, and compared
// with that for a quarter of it. No clock is looked at.

/** Each begins much, or ends much, and many of it never come to anything. */
const pieces = [
  'if ',
  'urgent if ',
  'high priority if they are ',
  'if they are ill, ',
  'answer within ',
  'and ',
  'text people and ',
  'a, ',
  '; ',
  '. ',
  '\n',
  'never ',
  'not ',
  'if a, urgent ',
  'treat cases with ',
  'treat cases where a as ',
  '£1 ',
  '1 ',
  '12 visits a year ',
  'at most ',
  ' a',
  'a-',
  'they are over 75 or ',
  'urgent if a or b and ',
  'urgent if there is a risk of harm. ',
  'answer within 2 days, ',
  'answer within 2 days if they are ill and ',
  'urgent within 2 hours, ',
  'red amber ',
  '(',
  'with the a ',
  'for over 65s and ',
  'for people aged 60 to 74, ',
  'free for carers, ',
  '£5 for students and ',
  'carers get high priority if they live alone, ',
  'half price ',
  'for a ',
  'unless ',
  'case ',
  'triage ',
  'otherwise low, ',
  'people can ',
  'the tenant has been ill for ',
  'é',
  '😀 ',
]

let counted: [quarter: number, whole: number][]
beforeAll(async () => {
  const script = join(import.meta.dirname, 'linear-process.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(pieces)])
  counted = JSON.parse(stdout)
}, 60_000)

test.each(pieces.map((piece, index) => [piece, index] as const))(
  'what is done for 4,000 characters grows with their number alone: %j',
  (_piece, index) => {
    const [quarter, whole] = counted[index]!
    expect(quarter).toBeGreaterThan(100)
    expect(whole / quarter).toBeLessThan(5)
    expect(whole).toBeLessThan(2_000_000)
  },
)
