import { expect, test } from 'vitest'
import { foundOf, ifThere, pageOfFound, type Telling, toldOf } from '../../src/pages/index.ts'
import { ProblemResponse } from '../../src/problem.ts'

const boats: Telling = {
  title: 'Your boats',
  list: 'boats',
  heading: { name: 'name', title: 'Name', kind: 'text', missing: '' },
  members: [
    { name: 'price', title: 'Price', kind: 'money', missing: '' },
    { name: 'owner', title: 'Write to', kind: 'text', link: 'mailto:', missing: '' },
    { name: 'due', title: 'Due', kind: 'date', missing: '' },
  ],
  none: {
    title: 'There is no boat',
    paragraphs: ['Look again.', 'Ask the harbour.'],
    link: { text: 'Harbour', href: 'https://harbour.example' },
  },
}
const answer = {
  boats: [
    { name: 'Ann', price: 1250, owner: 'ann@boats.example', due: '2026-11-30' },
    { name: 'Bob', price: 0 },
  ],
}

test('each thing found is called by its name, with its members as people read them; one without a value is left out', () => {
  expect(foundOf(boats, { is: answer })).toEqual({
    title: 'Your boats',
    entries: [
      {
        heading: 'Ann',
        rows: [
          { key: 'Price', value: '£12.50' },
          { key: 'Write to', value: 'ann@boats.example', href: 'mailto:ann@boats.example' },
          { key: 'Due', value: '30 November 2026' },
        ],
      },
      { heading: 'Bob', rows: [{ key: 'Price', value: '£0' }] },
    ],
    paragraphs: [],
  })
})

test('an answer that is no list is the one thing found', () => {
  const { list: _, heading: __, ...one } = boats
  expect(foundOf(one, { is: { price: 5 } }).entries).toEqual([{ rows: [{ key: 'Price', value: '£0.05' }] }])
})

test.each([
  ['nothing', undefined],
  ['an empty list', { boats: [] }],
])('%s is told in the words for it, to people and to programs', (_what, given) => {
  expect(toldOf(boats, given)).toEqual({ because: 'There is no boat. Look again. Ask the harbour.' })
  expect(foundOf(boats, toldOf(boats, given))).toEqual({ entries: [], ...boats.none })
})

test('of one thing alone the page has the heading, of several each its own', () => {
  const found = foundOf(boats, { is: answer })
  expect(pageOfFound('What we found', [found])).toMatchObject({
    heading: 'Your boats',
    found: [{ entries: found.entries }],
  })
  expect(pageOfFound('What we found', [found]).found?.[0]).not.toHaveProperty('title')
  expect(pageOfFound('What we found', [found, found])).toEqual({ heading: 'What we found', found: [found, found] })
})

test('what is not there is nothing; whatever else goes wrong is thrown', async () => {
  const refuse = (status: number, code: string) => async () => {
    throw new ProblemResponse(status, code, 'No.')
  }
  expect(await ifThere(async () => answer)).toBe(answer)
  expect(await ifThere(refuse(404, 'not-found'))).toBeUndefined()
  for (const [status, code] of [
    [503, 'unavailable'],
    [400, 'invalid-request'],
    [403, 'forbidden'],
  ] as const)
    await expect(ifThere(refuse(status, code))).rejects.toMatchObject({ code })
})
