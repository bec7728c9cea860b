import { expect, test } from 'vitest'
import { checkRequest, loadContract } from '../src/contract.ts'

const [writeNote] = (await loadContract(new URL('./fixture/openapi.yaml', import.meta.url))).filter(
  ({ operationId }) => operationId === 'writeNote',
)

const check = (body: unknown) => checkRequest(writeNote!, { path: {}, query: {}, body })
const deep = (open: string, close: string) => JSON.parse(`${open.repeat(100_000)}1${close.repeat(100_000)}`)

test.each([
  ['lists in a member', { text: deep('[', ']'), priority: 1 }],
  ['objects in a member', { text: deep('{"a":', '}'), priority: 1 }],
  ['a member that the contract does not know', { text: 'x', priority: 1, another: deep('[', ']') }],
  ['the whole body', deep('[{"a":', '}]')],
])('%s a hundred thousand deep is a request that does not fit, no fault of the server', (_name, body) => {
  expect(() => check(body)).toThrow(
    expect.objectContaining({
      code: 'invalid-request',
      errors: [{ pointer: '/body', detail: 'is nested too deeply' }],
    }),
  )
})

test('what is as deep as contracts go is looked at as before', () => {
  expect(() => check({ text: [[[['x']]]], priority: 1 })).toThrow(
    expect.objectContaining({ errors: [{ pointer: '/body/text', detail: 'must be string' }] }),
  )
})
