import { expect, test } from 'vitest'
import { compositionOf, filesOf } from '../support/plan.ts'

const base = await compositionOf('book a slot at the recycling centre')

async function filesWith(opens: string) {
  const made = structuredClone(base)
  made.phases.setup![0]!.with!.opens = opens
  const files = await filesOf(made)
  const text = (path: string) => files.get(path)!.bytes.toString()
  return { readme: text('README.md'), given: /given: '(\{.*?\})'/.exec(text('service/src/set-up.ts'))?.[1] }
}

test('other opening hours are done anew, the same ones are not, and the folder says where they stand', async () => {
  const [one, other, back] = await Promise.all(
    ['Mo-Fr 09:00-17:00', 'Sa 10:00-12:00', 'Mo-Fr 09:00-17:00'].map(filesWith),
  )
  expect(one!.given).toContain('"opens":"Mo-Fr 09:00-17:00"')
  expect(other!.given).not.toBe(one!.given)
  expect(back!.given).toBe(one!.given)
  expect(other!.readme).toContain('- `set-up-times`: `name: Recycling centre`, ')
  expect(other!.readme).toContain('`opens: Sa 10:00-12:00`')
})

test('a service that has nothing to set up says nothing of it', async () => {
  const files = await filesOf(await compositionOf('case triage service'))
  expect(files.get('README.md')!.bytes.toString()).not.toContain('set up before')
})
