import { describe, expect, test } from 'vitest'
import { importsOf } from '../../src/verification/checks/dependencies.ts'
import { emptyBodies } from '../../src/verification/checks/placeholders.ts'
import { secretsIn } from '../../src/verification/checks/secrets.ts'
import { checkFiles, staticChecks } from '../../src/verification/checks.ts'
import { compositionOf, filesOf as filesMadeOf } from '../support/plan.ts'
import { composition, filesOf, tiny } from './sets.ts'

const allowed = new Set(['vitest', '@types/node', 'yaml'])

/** The messages of one check over the tiny folder with a change. */
async function problems(id: string, change: Record<string, string | undefined> = {}): Promise<string[]> {
  const [check] = await checkFiles(
    { files: tiny(change), composition, allowed },
    staticChecks.filter((one) => one.id === id),
  )
  expect(check!.verdict).toBe(check!.problems.length ? 'failed' : 'passed')
  return check!.problems.map(({ where, message }) => `${where}: ${message}`)
}

test.each(staticChecks.map(({ id }) => id))('%s passes on a good folder', async (id) =>
  expect(await problems(id)).toEqual([]),
)

test.each(['contracts', 'manifests'])('%s passes on what compose makes', async (id) => {
  const made = await compositionOf('triage referrals, answer within 2 working days, text people')
  const files = await filesMadeOf(made)
  const checks = staticChecks.filter((one) => one.id === id)
  expect(await checkFiles({ files, composition: made, allowed }, checks)).toMatchObject([
    { verdict: 'passed', problems: [] },
  ])
})

test('a check that breaks is inconclusive', async () => {
  const broken = { id: 'x', run: () => Promise.reject(new Error('oh')) }
  expect(await checkFiles({ files: tiny(), composition, allowed }, [broken])).toMatchObject([
    { verdict: 'inconclusive', detail: 'oh' },
  ])
})

describe('contracts', () => {
  const openapi = (paths: string, rest = '') => ({
    'service/contracts/openapi.yaml': `openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\nsecurity: []\npaths:\n${paths}${rest}`,
  })
  const get = (inside: string) => openapi(`  /a:\n    get:\n      operationId: a\n${inside}`)
  const asyncapi = (rest: string, channel = '{ address: b }') => ({
    'service/contracts/asyncapi.yaml': `asyncapi: 3.0.0\ninfo: { title: T, version: 1.0.0 }\nchannels: { a: ${channel} }\n${rest}\n`,
  })
  const ok = "      responses: { '200': { description: ok } }\n"
  test.each([
    ['an unknown key', get(`      paramters: []\n${ok}`), /paramters/],
    ['a response without description', get("      responses: { '200': {} }\n"), /description/],
    ['no info', { 'service/contracts/openapi.yaml': 'openapi: 3.1.0\npaths: {}\n' }, /info/],
    ['a broken reference', get("      responses: { '200': { $ref: '#/components/responses/None' } }\n"), /resolve/],
    ['a reference out of the set', get("      responses: { '200': { $ref: '../../../etc/passwd' } }\n"), /resolve/],
    ['a path parameter that nobody defines', openapi(`  /a/{b}:\n    get:\n      operationId: a\n${ok}`), /\{b\}/],
    [
      'the same operation twice',
      openapi(`  /a:\n    get:\n      operationId: a\n${ok}  /b:\n    get:\n      operationId: a\n${ok}`),
      /unique/,
    ],
    ['a scheme that is not defined', get(`      security: [{ nobody: [] }]\n${ok}`), /nobody/],
    [
      'another version',
      { 'service/contracts/openapi.yaml': "swagger: '2.0'\ninfo: { title: T, version: '1' }\npaths: {}\n" },
      /OpenAPI 3\.1/,
    ],
    ['no YAML', { 'service/contracts/openapi.yaml': 'a: [' }, /^service\/contracts\/openapi\.yaml: unexpected end/],
    ['no contract', { 'service/contracts/openapi.yaml': undefined }, /no contract/],
    [
      'AsyncAPI without channels’ messages',
      { 'service/contracts/asyncapi.yaml': 'asyncapi: 3.0.0\ninfo: { title: T }\nchannels: { a: { adress: b } }\n' },
      /adress|version/,
    ],
    [
      'a type that does not exist',
      get("      responses: { '200': { description: ok, content: { a/b: { schema: { type: strnig } } } } }\n"),
      /schema\/type: .*"string"/,
    ],
    ['a parameter that is nowhere', get(`      parameters: [{ name: x, schema: {} }]\n${ok}`), /parameters\/0: .*`in`/],
    [
      'a header with the style of a query',
      get(`      parameters: [{ name: x, in: header, style: form, schema: {} }]\n${ok}`),
      /openapi\.yaml#\/paths\/~1a\/get\/parameters\/0\/style: This should be "simple"\. \(OpenAPI 3\.1\)$/,
    ],
    [
      'a parameter of the path that may be left out',
      openapi(
        `  /a/{b}:\n    get:\n      operationId: a\n      parameters: [{ name: b, in: path, schema: {} }]\n${ok}`,
      ),
      /^service\/contracts\/openapi\.yaml#\/paths\/~1a~1{b}\/get\/parameters\/0: "required" is missing\. \(OpenAPI 3\.1\)$/,
    ],
    ['no response at all', get('      responses: {}\n'), /get\/responses: "default" is missing/],
    [
      'a wrong action',
      asyncapi('operations: { a: { action: sennd, channel: { $ref: "#/channels/a" } } }'),
      /`action`.*"send"/,
    ],
    [
      'a channel within an operation',
      asyncapi('operations: { a: { action: send, channel: {} } }'),
      /channel: "\$ref" is missing/,
    ],
    [
      'a message with an unknown key',
      asyncapi('operations: {}', '{ address: b, messages: { m: { payloads: {} } } }'),
      /asyncapi\.yaml#\/channels\/a\/messages\/m\/payloads: This is not expected here\. \(AsyncAPI 3\.0\)$/,
    ],
    ['a type with a wrong keyword', { 'types/A.yaml': 'title: A\ntype: string\nmaxLenght: 3\n' }, /maxLenght/],
    ['a type that refers to nothing', { 'types/A.yaml': 'title: A\n$ref: B.yaml\n' }, /B\.yaml/],
    ['an example of another type', { 'types/A.yaml': 'title: A\ntype: string\nexamples: [3]\n' }, /example 3/],
  ])('%s', async (_, change, expected) => {
    const found = await problems('contracts', change).catch((error) => [String(error)])
    expect(found.join('\n')).toMatch(expected)
  })

  test('the linter and the schema do not say the same of one place', async () =>
    expect(
      await problems('contracts', get(`      parameters: [{ name: x, in: qery, schema: {} }]\n${ok}`)),
    ).toHaveLength(1))

  test('AsyncAPI passes', async () =>
    expect(
      await problems('contracts', asyncapi('operations: { a: { action: send, channel: { $ref: "#/channels/a" } } }')),
    ).toEqual([]))

  test('references between files of the set are followed', async () => {
    const change = {
      ...get(
        "      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: ../../types/A.yaml } } } } }\n",
      ),
      'types/A.yaml': 'title: A\ntype: object\nx-question: { kind: text }\nproperties: { b: { $ref: B.yaml } }\n',
      'types/B.yaml': 'title: B\ntype: string\nformat: email\nexamples: [a@b.example]\n',
    }
    expect(await problems('contracts', change)).toEqual([])
  })
})

describe('lock', () => {
  const [lock] = staticChecks.filter(({ id }) => id === 'lock')
  test.each([
    ['a changed file', (files: Map<string, string>) => files.set('tsconfig.json', '{}'), /tsconfig\.json is not what/],
    ['a surplus file', (files: Map<string, string>) => files.set('new', ''), /new is not in the lock/],
    [
      'a missing file',
      (files: Map<string, string>) => files.delete('tsconfig.json'),
      /tsconfig\.json: in the lock but not there/,
    ],
    [
      'another composition',
      (files: Map<string, string>) => files.set('composition.yaml', 'name: other'),
      /another composition/,
    ],
    ['no lock', (files: Map<string, string>) => files.delete('composition.lock.json'), /missing/],
    [
      'a base that is not what it says',
      (files: Map<string, string>) => files.set(`.compose/base/${'0'.repeat(64)}`, ''),
      /name says/,
    ],
  ])('%s', async (_, change, expected) => {
    const texts = new Map([...tiny()].map(([path, { bytes }]) => [path, bytes.toString()]))
    change(texts)
    const { problems } = await lock!.run({ files: filesOf(Object.fromEntries(texts)), composition, allowed })
    expect(problems.map(({ message }) => message).join('\n')).toMatch(expected)
  })
})

describe('dependencies', () => {
  test.each([
    ["import x from 'left-pad'", 'left-pad'],
    ["import 'left-pad/a.js'", 'left-pad'],
    ["export * from '@evil/one/two'", '@evil/one'],
    ["const x = await import('left-pad')", 'left-pad'],
    ["const x = require('left-pad')", 'left-pad'],
    ["import {\n  a,\n} from 'left-pad'", 'left-pad'],
    ["import type { A } from 'left-pad'", 'left-pad'],
    [`const x = await import(\`left-\${y}\`)`, 'computed'],
    ['const x = await import(name)', 'computed'],
    ["const x = await import(/* why */ 'left-pad')", 'left-pad'],
  ])('%s is refused', async (code, named) => {
    expect((await problems('dependencies', { 'service/src/x.ts': code })).join()).toContain(named)
  })

  test.each([
    "import fs from 'node:fs'; import path from 'path'",
    "import { double } from './double.ts'; import { add } from '@composed/sums-embedded'",
    "import { parse } from 'yaml'",
    "// import x from 'left-pad'\n/* require('left-pad') */",
    'export const said = "import x from \'left-pad\'"',
    "export const said = `text from 'left-pad' and $" + "{1 + 1} from 'b'`",
    "export const list = Array.from('abc')",
  ])('%s is fine', async (code) => expect(await problems('dependencies', { 'service/src/x.ts': code })).toEqual([]))

  test('a package.json may only name approved packages, from the registry', async () => {
    const found = await problems('dependencies', {
      'service/package.json':
        '{"name":"@composed/service","dependencies":{"left-pad":"1.0.0","yaml":"git+https://evil.example/yaml"}}',
    })
    expect(found).toHaveLength(2)
  })

  test('an import after a regular expression with a quote is seen', () => {
    expect(importsOf("const r = /['\"]/; import('x')")).toMatchObject([{ specifier: 'x' }])
  })
})

describe('rules', () => {
  const found = (body: string) => {
    const code = `import type { Submission } from '../record.ts'\n${body}`
    const rules = { level: { gives: 'Level/case', values: ['low'], code } }
    return checkFiles({ files: tiny(), composition: { ...composition, rules }, allowed }).then((checks) =>
      checks
        .find(({ id }) => id === 'rules')!
        .problems.map(({ message }) => message)
        .join('\n'),
    )
  }
  test('one pure function is fine', async () =>
    expect(
      await found(
        "export function level(record: Submission): 'low' | 'high' {\n  const seen = [1, 2].filter((one) => one < record.days).length\n  return seen > 0 && Math.max(seen, 1) < 3 ? 'high' : 'low'\n}",
      ),
    ).toBe(''))
  test.each([
    ['another name', "export function other(record: Submission): 'low' { return 'low' }", /is called level/],
    ['no parameter', "export function level(): 'low' { return 'low' }", /one parameter/],
    ['no function', "export const level = 'low'", /only functions and types|exactly one/],
    [
      'something of the process',
      "export function level(record: Submission): 'low' { return process.env.X as 'low' }",
      /"process"/,
    ],
    [
      'a dynamic import',
      "export function level(record: Submission): 'low' { import('node:fs'); return 'low' }",
      /import\(\)/,
    ],
    ['a loop that may not end', "export function level(record: Submission): 'low' { for (;;) {} }", /for \(;;\)/],
    ['a parse error', 'export function level(record', /expected/],
  ])('not %s', async (_name, body, says) => expect(await found(body)).toMatch(says))
})

describe('placeholders', () => {
  test.each([
    '// TODO: later',
    "throw new Error('not implemented')",
    "throw new TypeError('Not yet implemented')",
    "throw new Error('stub')",
    'export async function later() {}',
    'export const rows = {\n  later: async () => {},\n}',
    'class A {\n  async later(x: number): Promise<void> { }\n}',
    'return { status: 501 }',
  ])('%j is found', async (code) =>
    expect(await problems('placeholders', { 'service/src/x.ts': code })).not.toEqual([]),
  )

  test.each([
    "boss.on('error', () => {})",
    'class A {\n  constructor() {}\n}',
    'export function full() {\n  return 1\n}',
    'export const rows = {\n  quiet: () => {\n    // Nothing to do: the kit has done it.\n  },\n}',
    'if (a) {}\nfor (const x of y) {}',
    'const input = { placeholder: 1 }',
    'const mastodon = 1',
  ])('%j is fine', async (code) => expect(await problems('placeholders', { 'service/src/x.ts': code })).toEqual([]))

  test('names what is empty', () =>
    expect(emptyBodies('\n  later: async () => {},')).toEqual([{ name: 'later', at: 3 }]))
})

describe('secrets', () => {
  const key = 'PRIVATE KEY'
  test.each([
    `-----BEGIN RSA ${key}-----\nabc`,
    `-----BEGIN ${key}-----`,
    'const id = "AKIA' + 'IOSFODNN7EXAMPLE"',
    `token: ghp_${'a1B2'.repeat(10)}`,
    `authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijklmnop`,
    'url: postgres://app:hunter22@db/app',
    "const password = 'correct4horse'",
    'DB_PASSWORD=s3cretvalue99',
    '  client_secret: "9f8e7d6c5b4a"',
    '"apiKey": "k3y0123456789"',
    `key: team-12345678-1234-1234-1234-123456789012-12345678-1234-1234-1234-123456789012`,
  ])('%j is found', (text) => expect(secretsIn(text, { test: false })).not.toEqual([]))

  test.each([
    `password: \${DB_PASSWORD}`,
    'POSTGRES_PASSWORD_FILE: /run/secrets/db1',
    'const password = process.env.PASSWORD1',
    'const token = await getToken2(request)',
    'url: postgres://compose@localhost/compose',
    `url: postgres://app:\${DB_PASSWORD}@db/app`,
    'password: { type: string, minLength: 12 }',
    'firstPassword:\n  type: string',
    'x-secret: true',
    'token: openIdConnect',
    "import { token } from './token2.ts'",
    'token_endpoint: https://127.0.0.1:3001/token',
    'secret: sha256:abc123def456',
    'const secrets = new Set<string>()',
  ])('%j is fine', (text) => expect(secretsIn(text, { test: false })).toEqual([]))

  test('tests may name made-up passwords, but no keys', () => {
    expect(secretsIn("const password = 'correct4horse'", { test: true })).toEqual([])
    expect(secretsIn(`-----BEGIN ${key}-----`, { test: true })).not.toEqual([])
  })
})

describe('manifests', () => {
  const dockerfile =
    'FROM node:24.1.0-slim\nWORKDIR /app\nCOPY package.json ./\nCOPY service ./service\nUSER node\nCMD ["node", "x"]\n'
  test.each([
    ['Dockerfile', 'deploy/Dockerfile', dockerfile],
    [
      'two stages',
      'deploy/Dockerfile',
      `FROM node:24 AS build\nRUN a && \\\n  b\nFROM build\nCOPY --from=build --chown=a:a /a /b\nUSER 1000\nENTRYPOINT ["a"]\n`,
    ],
    [
      'compose.yaml',
      'deploy/compose.yaml',
      `services:\n  db: { image: postgres:18, environment: { POSTGRES_PASSWORD_FILE: /run/secrets/db } , secrets: [db] }\n  app:\n    build: { context: .. }\n    depends_on: { db: { condition: service_healthy } }\n    environment: { DATABASE_URL: "postgres://app:\${DB_PASSWORD:?set it}@db/app", TOKEN: "\${TOKEN}" }\n    ports: ["3000:3000"]\nsecrets: { db: { file: ./db } }\n`,
    ],
    [
      'workflow',
      '.github/workflows/ci.yml',
      'name: CI\non: { push: , pull_request: }\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v5\n      - run: npm test\n',
    ],
    [
      'what a Dockerfile writes out, fetches as words or names by a stage',
      'deploy/Dockerfile',
      'FROM --platform=linux/amd64 node@sha256:abc AS build\nCOPY ["service/src", "to/"]\nRUN <<EOF\nUSER root\nEOF\nCOPY <<EOF /a\nb\nEOF\nENV TOKEN_FILE=/run/secrets/token A_TOKEN=$B\nuser node\nCMD a\n',
    ],
    [
      'what newer versions of Docker Compose know',
      'deploy/compose.yaml',
      'x-common: &common { restart: always }\nservices:\n  a:\n    <<: *common\n    image: a\n    develop: { watch: [{ path: ., action: sync, target: /app }] }\n    healthcheck: { test: [CMD, a], interval: 5s, start_interval: 1s }\n    ports: [80, "127.0.0.1:3000:3000/tcp", { target: 3, published: "3" }]\n    networks: [default, b]\n    volumes: ["data:/a", "./b:/b", { type: volume, source: data, target: /c }]\nnetworks: { b: }\nvolumes: { data: }\n',
    ],
    [
      'a workflow with what GitHub has learnt since',
      '.github/workflows/ci.yml',
      'on: { workflow_dispatch: { inputs: { a: { type: number } } } }\npermissions: { attestations: write }\njobs:\n  a:\n    runs-on: { group: b }\n    steps: [{ run: "echo ${{ vars.A }}" }]\n  c: { runs-on: ubuntu-30.04-arm, steps: [{ uses: ./here }] }\n',
    ],
  ])('%s passes', async (_, path, text) => expect(await problems('manifests', { [path]: text })).toEqual([]))

  test.each([
    ['no FROM', 'deploy/Dockerfile', 'USER node\nCMD ["a"]\n', /FROM/],
    ['runs as root', 'deploy/Dockerfile', 'FROM node:24\nCMD ["a"]\n', /root/],
    ['latest', 'deploy/Dockerfile', dockerfile.replace(':24.1.0-slim', ':latest'), /version/],
    ['no such file', 'deploy/Dockerfile', dockerfile.replace('COPY service', 'COPY servce'), /servce/],
    ['misspelt', 'deploy/Dockerfile', dockerfile.replace('WORKDIR', 'WORKDR'), /WORKDR/],
    ['a secret in ENV', 'deploy/Dockerfile', `${dockerfile}ENV DB_PASSWORD=abc\n`, /secret/],
    ['a command that is no list', 'deploy/Dockerfile', dockerfile.replace('["node", "x"]', "['node']"), /JSON/],
    [
      'an argument that is missing',
      'deploy/Dockerfile',
      dockerfile.replace('WORKDIR /app', 'WORKDIR'),
      /line 2: .*no arg/,
    ],
    ['an unknown flag', 'deploy/Dockerfile', `${dockerfile}HEALTHCHECK --intervl=3s CMD a\n`, /line 7: .*intervl/],
    ['no port', 'deploy/Dockerfile', `${dockerfile}EXPOSE web\n`, /line 7: .*web/],
    ['one stage twice', 'deploy/Dockerfile', `FROM a:1 AS b\nFROM a:1 AS b\nUSER c\nCMD d\n`, /duplicate name b/],
    ['a command that ends early', 'deploy/Dockerfile', dockerfile.replace('"x"', 'x'), /line 6: CMD .*JSON/],
    ['a secret among others', 'deploy/Dockerfile', `${dockerfile}ENV A=b API_KEY=c\n`, /line 7: ENV API_KEY/],
    ['root again', 'deploy/Dockerfile', `${dockerfile}USER root:root\n`, /root/],
    ['a list of files', 'deploy/Dockerfile', `${dockerfile}COPY ["a", "service", "./"]\n`, /line 7: COPY a: it is not/],
    [
      'an unknown key',
      'deploy/compose.yaml',
      'services: { a: { image: a, imag: b } }',
      /#\/services\/a\/imag: This is not exp/,
    ],
    [
      'an unknown condition',
      'deploy/compose.yaml',
      'services: { a: { image: a, depends_on: { a: { condition: helthy } } } }',
      /yaml: #\/services\/a\/depends_on\/a\/condition: This should be one of "service_started","service_healthy"/,
    ],
    [
      'a port without a target',
      'deploy/compose.yaml',
      'services: { a: { image: a, ports: [{ tagret: 3 }] } }',
      /tagret/,
    ],
    [
      'a mount of no type',
      'deploy/compose.yaml',
      'services: { a: { image: a, volumes: [{ source: b }] } }',
      /"type" is/,
    ],
    [
      'an unknown network',
      'deploy/compose.yaml',
      'services: { a: { image: a, networks: [b] } }',
      /joins the network b/,
    ],
    ['an unknown volume', 'deploy/compose.yaml', 'services: { a: { image: a, volumes: ["b:/b"] } }', /mounts b, which/],
    ['an unknown secret', 'deploy/compose.yaml', 'services: { a: { image: a, secrets: [{ source: b }] } }', /secret b/],
    ['no service', 'deploy/compose.yaml', 'services: {}', /no services/],
    [
      'a secret value',
      'deploy/compose.yaml',
      'services: { a: { image: a, environment: { DB_PASSWORD: abc } } }',
      /DB_PASSWORD/,
    ],
    [
      'a secret default',
      'deploy/compose.yaml',
      `services: { a: { image: a, environment: ["TOKEN=\${TOKEN:-abc}"] } }`,
      /TOKEN/,
    ],
    [
      'a secret in an address',
      'deploy/compose.yaml',
      'services: { a: { image: a, environment: { URL: "postgres://a:b@c/d" } } }',
      /URL/,
    ],
    ['depends on nothing', 'deploy/compose.yaml', 'services: { a: { image: a, depends_on: [b] } }', /depends on b/],
    ['nothing to run', 'deploy/compose.yaml', 'services: { a: { ports: [] } }', /image or a build/],
    ['unknown top key', 'deploy/compose.yaml', 'servces: {}', /servces|services/],
    ['no YAML', 'deploy/compose.yaml', 'a: [', /./],
    ['same key twice', 'deploy/compose.yaml', 'services: { a: { image: a } }\nservices: {}\n', /unique/],
    [
      'unknown event',
      '.github/workflows/ci.yml',
      'on: pussh\njobs: { a: { runs-on: x, steps: [{ run: a }] } }',
      /pussh/,
    ],
    ['no runner', '.github/workflows/ci.yml', 'on: push\njobs: { a: { steps: [{ run: a }] } }', /runs-on/],
    [
      'a step of nothing',
      '.github/workflows/ci.yml',
      'on: push\njobs: { a: { runs-on: x, steps: [{ name: a }] } }',
      /"run".*"uses"/,
    ],
    [
      'an action without version',
      '.github/workflows/ci.yml',
      'on: push\njobs: { a: { runs-on: x, steps: [{ uses: actions/checkout }] } }',
      /ref is missing/,
    ],
    [
      'an expression of nothing',
      '.github/workflows/ci.yml',
      'on: push\njobs: { a: { runs-on: x, steps: [{ run: "echo ${{ github.nope }}" }] } }',
      /line 2: property "nope" is not defined$/,
    ],
    [
      'an unknown function',
      '.github/workflows/ci.yml',
      'on: push\njobs: { a: { runs-on: x, steps: [{ run: a, if: succes() }] } }',
      /succes/,
    ],
    [
      'an unknown step',
      '.github/workflows/ci.yml',
      'on: push\njobs: { a: { runs-on: x, if: steps.b, steps: [{ run: a }] } }',
      /"steps"/,
    ],
    [
      'an unknown key',
      '.github/workflows/ci.yml',
      'on: push\njobs: { a: { runs-onn: x, steps: [{ run: a }] } }',
      /runs-onn/,
    ],
    [
      'what others wrote in a script',
      '.github/workflows/ci.yml',
      'on: issues\njobs: { a: { runs-on: x, steps: [{ run: "echo ${{ github.event.issue.title }}" }] } }',
      /untrusted/,
    ],
    [
      'needs nothing',
      '.github/workflows/ci.yml',
      'on: push\njobs: { a: { runs-on: x, needs: b, steps: [{ run: a }] } }',
      /needs job "b"/,
    ],
  ])('%s is refused', async (_, path, text, expected) =>
    expect((await problems('manifests', { [path]: text })).join('\n')).toMatch(expected),
  )
})
