import { expect, test } from 'vitest'
import { toolCallIn, valueIn } from '../../src/brain/model/reply.ts'
import { redactor } from '../../src/brain/record/redact.ts'

const fn = 'export function priority() {}'

test.each([
  ['a block of JSON', '{"no": 1}\n```json\n{"a": 1}\n```\n', { a: 1 }],
  ['a block that is never closed', '```json\n{"a": 1}', { a: 1 }],
  ['lines of Windows', '```json\r\n{"a": 1}\r\n```\r\n', { a: 1 }],
  ['a function beside it', `{"a": 1}\n\`\`\`ts\n${fn}\n\`\`\``, { a: 1, functions: { priority: fn } }],
  ['a comma too many', '{"a": [1,], }', { a: [1] }],
  ['nothing', 'no', undefined],
  ['more depth than can be written again', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, undefined],
])('an answer with %s is read', (_, text, value) => expect(valueIn(text)).toEqual(value))

test('a tool call in words is read', () => {
  expect(toolCallIn('```tool\n{"tool": "x", "arguments": {"a": 1}}\n```')).toEqual({ name: 'x', arguments: '{"a":1}' })
})

test('a hostile answer of the greatest length is read and cleaned at once', () => {
  const clean = redactor([])
  const long = (part: string) => part.repeat(400_000 / part.length)
  for (const text of ['```a\n', "{'", '{ "a" ', '-eyJ', '-a', 'x.', '.a@b', '-----END ']
    .map(long)
    .concat(`\`\`\`${long('a')}`)) {
    const start = performance.now()
    valueIn(text)
    toolCallIn(text)
    clean(text)
    // Without care each of these takes minutes.
    expect(performance.now() - start, text.slice(0, 20)).toBeLessThan(5000)
  }
})

test('what is secret or personal is still found', () => {
  const token = `${'eyJ'}hbGciOiJIUzI1NiJ9.${'eyJ'}zdWIiOiIxMjM0In0.abcdefgh`
  expect(redactor(['hunter2'])(`joe.bloggs+x@council.gov.uk a@example.com x-${token} ${token} hunter2`)).toBe(
    '[email] a@example.com x-[token] [token] [secret]',
  )
})
