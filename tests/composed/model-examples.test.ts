import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goalsIn } from '../../scripts/generate/examples.ts'
import { fillTables } from '../../src/brain/builtin/tables.ts'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { type Asked, type Reply, scriptedEndpoint } from '../model/endpoint.ts'
import { planOf, root } from '../support/plan.ts'

test.each(await goalsIn(root))(
  'the example %s through a scripted model ends verified, with a scenario of its own',
  async (name) => {
    const goal = (await readFile(join(root, 'examples', name, 'goal.txt'), 'utf8')).trim()
    const { intent } = await planOf(goal)
    const endpoint = await scriptedEndpoint()
    endpoint.play(({ messages }: Asked): Reply => {
      const [prompt, question] = messages.map((message) => message.content)
      if (prompt!.includes('You read one sentence')) return { value: intent }
      if (prompt!.includes('You write further')) {
        const notes = { act: 'case-management.addNote', with: { text: 'Telephoned, no answer.' } }
        return {
          value: {
            scenarios: [
              {
                id: 'note-keeps-it-open',
                title: 'a note does not close the case',
                do: [notes],
                expect: [{ see: 'item', member: 'status', is: 'new' }],
              },
            ],
          },
        }
      }
      // The coder answers from what it was shown, as a model would.
      const shown = /rules:\n<data-\w+ source="rules">\n([\s\S]*?)\n<\/data-/.exec(question!)![1]!
      return { value: fillTables({ intent, rules: JSON.parse(shown) } as never) }
    })
    const home = await temporaryFolder()
    const { report, status } = await composeJson([goal, '--out', join(home, 'service')], {
      env: { ...endpoint.env, COMPOSE_RUNS: join(home, 'runs') },
    })
    endpoint.done()
    expect({ status, verdict: report.verdict, problems: report.problems }).toEqual({
      status: 0,
      verdict: 'verified',
      problems: [],
    })
    expect(await readFile(join(home, 'service/service/tests/expected.json'), 'utf8')).toContain('note-keeps-it-open')
    expect(endpoint.asked).toHaveLength(3)
  },
)
