import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { savePlan } from '../../src/operations/save-plan.ts'
import type { Plan } from '../../src/schema.ts'
import { compositionOf, filesOf, planOf } from '../../tests/support/plan.ts'
import type { Generated } from './generated.ts'

/** The part of a composed folder that differs between services and is worth reading. */
const worthReading = /^(composition\.yaml|service\/src\/.*|service\/contracts\/openapi\.yaml|docs\/.*)$/

/** The examples that are a goal; others are programs. */
export async function goalsIn(root: string): Promise<string[]> {
  const entries = await readdir(join(root, 'examples'))
  return entries.filter((name) => existsSync(join(root, 'examples', name, 'goal.txt'))).sort()
}

/** examples/<name>/expected: what the sentence in goal.txt comes to. */
export async function examples(root: string): Promise<Generated> {
  const names = await goalsIn(root)
  const files = new Map<string, string>()
  for (const name of names) {
    const sentence = (await readFile(join(root, 'examples', name, 'goal.txt'), 'utf8')).trim()
    const expected = `examples/${name}/expected`
    files.set(`${expected}/plan.yaml`, await textOf(await planOf(sentence)))
    for (const [path, { bytes }] of await filesOf(await compositionOf(sentence))) {
      if (worthReading.test(path)) files.set(`${expected}/${path}`, bytes.toString())
    }
  }
  return { files, folders: names.map((name) => `examples/${name}/expected`) }
}

/** A plan as `compose plan --out plan.yaml` writes it. */
async function textOf(plan: Plan): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'compose-example-'))
  try {
    await savePlan(join(folder, 'plan.yaml'), plan, true)
    return await readFile(join(folder, 'plan.yaml'), 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
