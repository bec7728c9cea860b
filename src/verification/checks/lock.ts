import { digestOf } from '../../digest.ts'
import type { Problem } from '../../errors.ts'
import { Lock } from '../../schema.ts'
import type { StaticCheck } from '../checks.ts'

const name = 'composition.lock.json'

/** The lock names exactly the files that are there, each with the digest, mode and zone it has. */
export const lock: StaticCheck = {
  id: 'lock',
  async run({ files }) {
    const problem = (where: string, message: string): Problem => ({ code: 'lock', message, where })
    const file = files.get(name)
    if (!file) return { saw: 'no lock', problems: [problem(name, `${name} is missing.`)] }
    const parsed = Lock.safeParse(JSON.parse(file.bytes.toString()))
    if (!parsed.success) return { saw: 'a broken lock', problems: [problem(name, parsed.error.message)] }
    const lock = parsed.data
    const problems: Problem[] = []
    for (const [path, { bytes, mode, zone }] of files) {
      if (path === name || path === 'receipt.json' || path.startsWith('.compose/')) continue
      const locked = lock.files[path]
      if (!locked) problems.push(problem(path, `${path} is not in the lock.`))
      else if (locked.digest !== digestOf(bytes)) problems.push(problem(path, `${path} is not what the lock says.`))
      else if (locked.mode !== mode || locked.zone !== zone) {
        problems.push(problem(path, `${path} has another mode or zone than the lock says.`))
      }
    }
    for (const path of Object.keys(lock.files)) {
      if (!files.has(path)) problems.push(problem(path, `${path} is in the lock but not there.`))
    }
    const composition = files.get('composition.yaml')
    if (composition && lock.composition !== digestOf(composition.bytes)) {
      problems.push(problem('composition.yaml', 'The lock was made from another composition.yaml.'))
    }
    for (const [path, { bytes }] of files) {
      const sha = /^\.compose\/base\/([0-9a-f]{64})$/.exec(path)?.[1]
      if (sha && digestOf(bytes) !== `sha256:${sha}`)
        problems.push(problem(path, `${path} does not hold what its name says.`))
    }
    return { saw: `${Object.keys(lock.files).length} files`, problems }
  },
}
