import { posix } from 'node:path'
import type { FileSet } from '../../src/schema.ts'
import { change, typeErrorsIn } from './staged.ts'

/** A fault in the glue that type-checks, so only a test can catch it. */
export interface Fault {
  name: string
  file: string
  from: string | RegExp
  to: string
  /** What the name of a test that catches it holds. */
  caughtBy: RegExp
}

const pathOf = ({ file }: Fault) => posix.join('service/src', file)

/** Puts a fault into a staged folder. Answers how to undo it. */
export const seed = (folder: string, fault: Fault) => change(folder, pathOf(fault), fault.from, fault.to)

/** The type errors of files with each of the faults, each line with the name of its fault. */
export async function typeErrorsWith(faults: readonly Fault[], files: FileSet): Promise<string> {
  const sets = faults.map((fault) => {
    const path = pathOf(fault)
    const before = files.get(path)!
    return new Map([
      ...files,
      [path, { ...before, bytes: Buffer.from(before.bytes.toString().replace(fault.from, fault.to)) }],
    ])
  })
  const errors = await typeErrorsIn(sets)
  return errors.replace(/^service-(\d+)/gm, (_match, index) => `${faults[index]!.name}: `)
}
