import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const catalogue = new URL('../../../', import.meta.url)
const files = (folder: string) =>
  readdirSync(new URL(folder, catalogue)).map((name) => [name, `${folder}${name}`] as const)
const capabilities = readdirSync(new URL('capabilities/', catalogue))

/** case-management, caseManagement, CaseManagement, case management, case_management */
const spellings = (name: string): RegExp => {
  const parts = name.split('-')
  return new RegExp(`\\b${parts.join('[-_ ]?')}\\b`, 'i')
}

const operations = capabilities.flatMap((name) => {
  const { paths = {} } = parse(readFileSync(new URL(`capabilities/${name}/openapi.yaml`, catalogue), 'utf8')) as {
    paths?: Record<string, Record<string, { operationId?: string }>>
  }
  return Object.values(paths).flatMap((item) => Object.values(item).flatMap(({ operationId }) => operationId ?? []))
})
// Words of any language are types too: only names put together of several can be told from them.
const types = readdirSync(new URL('types/', catalogue))
  .map((name) => name.replace('.yaml', ''))
  .filter((name) => /[a-z][A-Z]/.test(name))

const looked = [...files('kit/src/desk/'), ...files('kit/pages/').filter(([name]) => name.startsWith('desk-'))].map(
  ([name, path]) => [name, readFileSync(new URL(path, catalogue), 'utf8')] as const,
)

describe('the desk names no part', () => {
  test('there is something to look at, and for', () => {
    expect(looked.length).toBeGreaterThan(20)
    expect([capabilities.length > 5, operations.length > 20, types.length > 10]).toEqual([true, true, true])
    expect(spellings('case-management').test('from caseManagement.ts')).toBe(true)
  })

  test.each(looked)('%s', (_name, text) => {
    const found = [
      ...capabilities.filter((one) => spellings(one).test(text)),
      ...operations.filter((one) => new RegExp(`\\b${one}\\b`).test(text)),
      ...types.filter((one) => new RegExp(`\\b${one}\\b`).test(text)),
    ]
    expect(found).toEqual([])
  })
})
