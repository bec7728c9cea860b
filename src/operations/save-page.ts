import { ask } from '../brain/brain.ts'
import { builtinBrain } from '../brain/builtin.ts'
import { ComposeError } from '../errors.ts'
import type { Plan } from '../schema.ts'
import { htmlOf, isPage } from '../steps/page/html.ts'
import { documentOf } from '../steps/page.ts'
import { preview } from '../steps/preview.ts'
import type { Tools } from '../tools.ts'
import type { Context } from './operation.ts'
import { saveFile } from './save-file.ts'

/** Saves what a plan comes to as a page for those who decide. What a model would word is shown as the built-in engine words it. */
export async function savePage(
  given: string,
  plan: Plan,
  anyway: boolean,
  { agents, catalog, world }: Tools,
  context: Context,
): Promise<void> {
  const flag = context.nameOf('page')
  if (given === '-')
    throw new ComposeError('bad-option', `${flag} writes a file; stdout has the plan.`, {
      suggestion: `Name a file: ${flag} plan.html`,
    })
  const composition = await preview(plan, catalog, (role, question, check) =>
    ask(builtinBrain, agents, role, question, world.signal, check),
  )
  const text = htmlOf(documentOf({ composition, plan, catalog }))
  await saveFile(await context.reach(given), text, { what: 'a page', flag, usual: 'plan.html', isOne: isPage }, anyway)
}
