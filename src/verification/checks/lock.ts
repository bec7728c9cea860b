import { digestOf } from '../../digest.ts'
import type { Problem } from '../../errors.ts'
import type { FileSet, Lock } from '../../schema.ts'
import { alterationOf, remedies, someOf } from '../../workspace/alteration.ts'
import { parseLock } from '../../workspace/inspect.ts'
import { isBase, isLocked, lockName } from '../../workspace/names.ts'
import type { StaticCheck } from './static-check.ts'

/** The lock names exactly the files that are there, each with the digest, mode and zone it has. */
export const lock: StaticCheck = {
  id: 'lock',
  async run({ files }) {
    const file = files.get(lockName)
    if (!file) return { saw: 'no lock', problems: [problem([lockName], `${lockName} is missing.`)] }
    const parsed = parseLock(file.bytes)
    if (!parsed.success) return { saw: 'a broken lock', problems: [problem([lockName], parsed.error.message)] }
    return { saw: `${Object.keys(parsed.data.files).length} files`, problems: differences(files, parsed.data) }
  },
}

const bits =
  'Some file systems have no execute bits, or give them to all files. Use another one, or put them back by chmod.'
const copy = 'Take them from git, or from a copy that is whole.'

/** What a tool did to many files is one problem; what somebody changed is one for each file. */
function differences(files: FileSet, lock: Lock): Problem[] {
  const problems: Problem[] = []
  const alike = new Map<string, { paths: string[]; next: string }>()
  const add = (path: string, what: string, next: string) => {
    const group = alike.get(what) ?? { paths: [], next }
    alike.set(what, group)
    group.paths.push(path)
  }
  const changed = (path: string, bytes: Buffer, digest: string, what: string) => {
    const alteration = alterationOf(bytes, digest)
    if (alteration) add(path, `${alteration} than the lock says`, remedies[alteration])
    else problems.push(problem([path], `${path} ${what}.`))
  }
  for (const [path, { bytes, mode, zone }] of files) {
    if (!isLocked(path)) continue
    const locked = lock.files[path]
    if (!locked) problems.push(problem([path], `${path} is not in the lock.`))
    else if (locked.digest !== digestOf(bytes)) changed(path, bytes, locked.digest, 'is not what the lock says')
    else if (locked.mode !== mode) add(path, 'another mode than the lock says', bits)
    else if (locked.zone !== zone) problems.push(problem([path], `${path} has another zone than the lock says.`))
  }
  for (const [path, { bytes }] of files) {
    const digest = isBase(path) ? `sha256:${path.slice(-64)}` : undefined
    if (digest && digest !== digestOf(bytes)) changed(path, bytes, digest, 'does not hold what its name says')
  }
  for (const path of Object.keys(lock.files)) if (!files.has(path)) add(path, 'in the lock but not there', copy)
  const composition = files.get('composition.yaml')?.bytes
  if (composition && lock.composition !== digestOf(composition) && !alterationOf(composition, lock.composition))
    problems.push(problem(['composition.yaml'], 'The lock was made from another composition.yaml.'))
  const groups = [...alike].map(([what, { paths, next }]) => problem(paths, `${someOf(paths)}: ${what}.`, next))
  return [...groups, ...problems]
}

/** Only a problem of a single file says where. */
function problem(paths: readonly string[], message: string, suggestion?: string): Problem {
  const [where] = paths.length === 1 ? paths : []
  return { code: 'lock', message, ...(suggestion ? { suggestion } : {}), ...(where ? { where } : {}) }
}
