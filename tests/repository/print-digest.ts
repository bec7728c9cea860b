import { pageFile } from '../../src/steps/page.ts'
import { digestFileSet } from '../../src/workspace/digest.ts'
import { catalog, compositionBy, filesOf, planOf } from '../support/plan.ts'

// Started with sentences as arguments: scaffolds each in memory, prints one digest per line and writes nothing.
for (const sentence of process.argv.slice(2)) {
  const plan = await planOf(sentence)
  const composition = await compositionBy(plan)
  console.log(digestFileSet(new Map([...(await filesOf(composition)), ...pageFile({ composition, plan, catalog })])))
}
