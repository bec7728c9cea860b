import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { ComposeError } from '../errors.ts'
import { Plan } from '../schema.ts'
import { codeOf, realDisk } from '../workspace/disk.ts'
import { asFolderError } from '../workspace/errors.ts'

/** Saves a plan by a temporary file and a rename. Another file of that name that is no plan is only replaced when `anyway`. */
export async function savePlan(path: string, plan: Plan, anyway: boolean): Promise<void> {
  const folder = dirname(path)
  try {
    if (!anyway) await refuseOther(path)
    const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}`)
    await realDisk.create(temporary, Buffer.from(textOf(path, plan)), '644')
    try {
      await realDisk.rename(temporary, path)
    } catch (error) {
      await realDisk.removeFile(temporary).catch(() => undefined)
      throw error
    }
    await realDisk.sync(folder)
  } catch (error) {
    throw asFolderError(path, error)
  }
}

function textOf(path: string, plan: Plan): string {
  if (path.endsWith('.json')) return `${JSON.stringify(plan, null, 2)}\n`
  const command = `compose apply ${basename(path)}`
  return `# A plan, for you to review and edit. Make the service with: ${command}\n${stringify(plan, { lineWidth: 120 })}`
}

async function refuseOther(path: string): Promise<void> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    if (codeOf(error) !== 'EISDIR') throw error
    throw new ComposeError('bad-option', `${path} is a folder; a plan is saved as a file.`, {
      suggestion: `Say --out ${join(path, 'plan.yaml')}`,
    })
  }
  try {
    if (Plan.safeParse(parse(text)).success) return
  } catch {
    // Not YAML, so no plan either.
  }
  throw new ComposeError('edits-would-be-lost', `${path} is there already and is not a plan.`, {
    suggestion: 'Choose another name with --out, or say --yes to replace it.',
  })
}
