import { digestOf } from '../../src/digest.ts'
import { Composition, type FileSet, type OutputFile } from '../../src/schema.ts'
import { lockFiles } from '../../src/workspace/digest.ts'

/** Files as values, from text by path. */
export function filesOf(texts: Record<string, string>): FileSet {
  return new Map(
    Object.entries(texts).map(([path, text]): [string, OutputFile] => [
      path,
      { bytes: Buffer.from(text), mode: '644', zone: 'generated' },
    ]),
  )
}

export function withLock(files: FileSet): FileSet {
  const composition = digestOf(files.get('composition.yaml')?.bytes ?? '')
  const lock = {
    version: 1,
    composition,
    settled: composition,
    entries: {},
    workflow: { original: [], added: [], removed: [], steps: [] },
    files: lockFiles(files),
  }
  return new Map([
    ...files,
    ['composition.lock.json', { bytes: Buffer.from(JSON.stringify(lock)), mode: '644', zone: 'generated' }],
  ])
}

export const composition: Composition = Composition.parse({
  version: 2,
  name: 'tiny',
  title: 'Tiny',
  noun: 'case',
  goal: { version: 1, sentence: 'tiny service' },
  pattern: { name: 'triage', version: '1.0.0' },
  components: { sums: { component: 'sums-embedded', version: '1.0.0', binding: 'own' } },
  people: { caseworker: { title: 'Caseworker', may: ['cases:read'] } },
  record: [],
  rules: {},
  phases: { receive: [{ id: 'one', emit: 'one' }] },
  texts: {},
  scenarios: [{ id: 'one', title: 'One', expect: [{ see: 'item', member: 'status', is: 'new' }] }],
})

const manifest = (name: string, rest: object) =>
  JSON.stringify({ name, version: '1.0.0', private: true, type: 'module', ...rest })

/** A composed folder as small as can be: one component, one service, one contract. `change` adds, replaces or (undefined) removes. */
export function tiny(change: Record<string, string | undefined> = {}): FileSet {
  const texts: Record<string, string | undefined> = {
    'composition.yaml': 'name: tiny\n',
    'package.json': manifest('tiny', {
      workspaces: ['components/sums-embedded', 'service'],
      devDependencies: { vitest: '5.1.1', '@types/node': '24.19.2' },
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        ...{ target: 'es2024', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
        allowImportingTsExtensions: true,
      },
      include: ['service', 'components'],
    }),
    'components/sums-embedded/package.json': manifest('@composed/sums-embedded', {
      exports: { '.': './src/index.ts' },
      dependencies: { yaml: '2.9.1' },
    }),
    'components/sums-embedded/src/index.ts': `import { stringify } from 'yaml'

/** Adds. */
export interface Sum {
  total: number
}

export function add(a: number, b: number): Sum {
  if (a < 0) {
    return { total: Number.NaN }
  }
  return { total: a + b }
}

export function never(): string {
  return stringify({})
}
`,
    'components/sums-embedded/tests/contract.test.ts': `import { expect, test } from 'vitest'
import { add } from '@composed/sums-embedded'
test('add: sums', () => expect(add(1, 2).total).toBe(3))
`,
    'service/package.json': manifest('@composed/service', { dependencies: { '@composed/sums-embedded': '1.0.0' } }),
    'service/src/double.ts': `import { add } from '@composed/sums-embedded'

// Twice the same.
export const double = (value: number) => add(value, value).total
`,
    'service/tests/contract.test.ts': `import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { double } from '../src/double.ts'
test('double: as it should be', () => expect(double(2)).toBe(4))
test('double: in a process of its own', () => {
  const env = { NODE_V8_COVERAGE: process.env.COMPOSE_COVERAGE_DIR }
  const script = "const { add } = await import('@composed/sums-embedded'); console.log(add(1, 1).total)"
  expect(String(execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, cwd: 'service' }))).toBe('2\\n')
})
`,
    'service/tests/expected.json': JSON.stringify([
      'service/tests/contract.test.ts > double: as it should be',
      'service/tests/contract.test.ts > double: in a process of its own',
    ]),
    'service/contracts/openapi.yaml': `openapi: 3.1.0
info: { title: Tiny, version: 1.0.0 }
security: []
paths:
  /double:
    get:
      operationId: double
      responses: { '200': { description: Twice. } }
`,
    ...change,
  }
  const present = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return withLock(filesOf(Object.fromEntries(present)))
}
