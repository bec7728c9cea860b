import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { ComposeError } from '../errors.ts'
import { isOldPlan, Plan } from '../schema.ts'
import { shellWord } from '../shell-word.ts'
import { realDisk } from '../workspace/disk.ts'
import { asFolderError } from '../workspace/errors.ts'
import { kindAt } from '../workspace/paths.ts'

/** Saves a plan by a temporary file and a rename. Another file of that name that is no plan is only replaced when `anyway`. */
export async function savePlan(path: string, plan: Plan, anyway: boolean): Promise<void> {
  const folder = dirname(path)
  try {
    await refuseOther(path, anyway)
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
  const command = `compose apply ${shellWord(basename(path))}`
  return `# A plan, for you to review and edit. Make the service with: ${command}\n${stringify(plan, { lineWidth: 120 })}`
}

/** Only a file can be replaced: a device or a pipe would be gone, and some of them never end. */
async function refuseOther(path: string, anyway: boolean): Promise<void> {
  const kind = await kindAt(path)
  if (kind === 'absent') return
  if (kind === 'folder') {
    throw new ComposeError('bad-option', `${path} is a folder; a plan is saved as a file.`, {
      suggestion: `Say --out ${shellWord(join(path, 'plan.yaml'))}`,
    })
  }
  if (kind !== 'file') {
    throw new ComposeError('bad-option', `${path} is no file that a plan could be saved in.`, {
      suggestion: 'Name a file with --out; --json prints the plan on stdout.',
    })
  }
  if (anyway || (await isPlan(path))) return
  throw new ComposeError('edits-would-be-lost', `${path} is there already and is not a plan.`, {
    suggestion: 'Choose another name with --out, or say --yes to replace it.',
  })
}

async function isPlan(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8')
  try {
    const read: unknown = parse(text)
    return Plan.safeParse(read).success || isOldPlan(read)
  } catch {
    // Not YAML, so no plan either.
    return false
  }
}
