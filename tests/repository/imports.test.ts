import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../support/plan.ts'

// `npm test` begins with lint, which finds circles; this holds lint to finding each kind of them, wherever code lies.
const FOLDERS = [
  'src/plan',
  'catalog/kit/src',
  'catalog/components/any-embedded/src',
  'bin',
  'scripts',
  'bench',
  'tests',
]
const CIRCLES: Record<string, (other: string) => string> = {
  values: (other) => `import { one } from '${other}'\nexport const two = () => one\n`,
  types: (other) => `import type { One } from '${other}'\nexport interface Two {\n  one?: One\n}\n`,
  passed: (other) => `export * from '${other}'\n`,
  late: (other) => `export const two = () => import('${other}')\n`,
}

const tree = realpathSync(mkdtempSync(join(tmpdir(), 'circles-')))
afterAll(() => rmSync(tree, { recursive: true }))

const plant = (file: string, text: string): void => {
  mkdirSync(dirname(join(tree, file)), { recursive: true })
  writeFileSync(join(tree, file), text)
}

/** The files in which lint finds a circle. */
let found: string[]
beforeAll(async () => {
  cpSync(join(root, 'biome.json'), join(tree, 'biome.json'))
  for (const folder of FOLDERS) {
    for (const [kind, importing] of Object.entries(CIRCLES)) {
      const files = ['one', 'two', 'three'].map((name) => `${kind}-${name}.ts`)
      files.forEach((file, index) => {
        plant(`${folder}/${file}`, importing(`./${files[(index + 1) % files.length]}`))
      })
    }
    plant(`${folder}/straight-down.ts`, CIRCLES.values!('./straight-end.ts'))
    plant(`${folder}/straight-end.ts`, 'export const one = 1\n')
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const options = ['--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github']
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [biome, 'lint', ...options, '.'], { cwd: tree }, (_error, stdout) => resolve(stdout))
  })
  const said = output.matchAll(/^::error title=lint\/suspicious\/noImportCycles,file=([^,]+)/gm)
  found = [...said].map(([, file]) => relative(tree, file!))
})

test.each(FOLDERS.flatMap((folder) => Object.keys(CIRCLES).map((kind) => [kind, folder])))(
  'a circle of %s in %s is an error of lint',
  (kind, folder) => {
    const own = found.filter((file) => file.startsWith(`${folder}/${kind}-`)).toSorted()
    expect(own).toEqual(['one', 'three', 'two'].map((name) => `${folder}/${kind}-${name}.ts`))
  },
)

test('what imports straight down is none', () => {
  expect(found.filter((file) => file.includes('/straight-'))).toEqual([])
})
