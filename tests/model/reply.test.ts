import { expect, test } from 'vitest'
import { answerIn, toolCallIn } from '../../src/brain/model/reply.ts'
import { redactor } from '../../src/brain/record/redact.ts'

const fn = 'export function priority() {}'

test.each([
  ['a block of JSON', '{"no": 1}\n```json\n{"a": 1}\n```\n', { a: 1 }],
  ['a block that is never closed', '```json\n{"a": 1}', { a: 1 }],
  ['lines of Windows', '```json\r\n{"a": 1}\r\n```\r\n', { a: 1 }],
  ['a function beside it', `{"a": 1}\n\`\`\`ts\n${fn}\n\`\`\``, { a: 1, functions: { priority: fn } }],
  ['a comma too many', '{"a": [1,], }', { a: [1] }],
  ['quotes of another kind', `{'a': '}', “b”: "c"}`, { a: '}', b: 'c' }],
  ['nothing', 'no', undefined],
  ['braces in the prose', `Say {this} or {"a": 0}. ${'{"a": 1, "b": "}{"}'} I hope {it} helps.`, { a: 1, b: '}{' }],
  ['a draft before it', '{"a": 1, "b": 2} No: {"a": 2, "b": 2}', { a: 2, b: 2 }],
  ['a last block that is never closed', '```json\n{"a": 1}\n```\n```json\n{"a": 2}', { a: 2 }],
  ['no end', '{"a": [{"b": 1}, {"b": 2}', undefined],
  ['no end, in an inner object', '{"a": {"b": 1}, "c": {"d"', undefined],
  ['no end, in a text', '{"a": [{"b": 1}], "c": "} ]', undefined],
  ['no end, in a text with other quotes', `{'a': [{'b': 1}], 'c': '} ]`, undefined],
  ['a quote too few, as if it were cut there', '{"a": "b, "c": 1}', undefined],
  ['no end, in a block', '```json\n{"a": [1,\n```', undefined],
  ['no end, behind a draft', '```json\n{"a": 1}\n```\nBetter:\n{"a": 2, "b"', undefined],
  ['a list that is not closed', '{"a": [1, 2}', undefined],
  ['something left out', '{"a": [1, ...]}', undefined],
  ['a function without end', `\`\`\`json\n{"a": 1}\n\`\`\`\n\`\`\`ts\nexport function priority() {`, undefined],
  ['a function beside JSON that cannot be read', `\`\`\`json\n{"a" 1 2}\n\`\`\`\n\`\`\`ts\n${fn}\n\`\`\``, undefined],
  ['more depth than can be written again', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, undefined],
])('an answer with %s is read', (_, text, value) => expect(answerIn(text).value).toEqual(value))

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
    answerIn(text)
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
