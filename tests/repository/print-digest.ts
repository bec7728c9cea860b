import { digestFileSet } from '../../src/workspace/digest.ts'
import { compositionOf, filesOf } from '../support/plan.ts'

// Started with sentences as arguments: scaffolds each in memory, prints one digest per line and writes nothing.
for (const sentence of process.argv.slice(2)) {
  console.log(digestFileSet(await filesOf(await compositionOf(sentence))))
}
