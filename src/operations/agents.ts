import * as z from 'zod'
import { ComposeError } from '../errors.ts'
import { Report } from '../schema.ts'
import { modelInputs } from './inputs.ts'
import { nearest } from './nearest.ts'
import { defineOperation } from './operation.ts'
import { openAgents } from './tools.ts'

const Agent = z.strictObject({
  role: z.string(),
  answers: z.string(),
  tools: z.array(z.string()),
  model: z.string().optional(),
  temperature: z.number().optional(),
  limits: z.strictObject({ attempts: z.int(), calls: z.int() }),
  prompt: z.string(),
})

export const agentsShowOperation = defineOperation({
  name: 'agents show',
  title: 'Show the agents',
  description: 'Shows what each agent is asked, what it must answer, and its limits.',
  examples: ['', 'planner', 'coder --agents ./our-agents'],
  positional: ['role'],
  input: z.strictObject({
    role: z.string().optional().describe('Only this one: planner, coder or tester.'),
    agents: modelInputs.agents,
  }),
  output: Report.extend({ result: z.array(Agent).optional() }),
  hints: { readOnly: true, destructive: false },
  async run(input, context) {
    const agents = await openAgents(input, context)
    const chosen = [...agents.values()].filter((agent) => input.role === undefined || agent.role === input.role)
    if (chosen.length > 0) return { version: 1, command: 'agents show', verdict: 'done', result: chosen, problems: [] }
    const known = [...agents.keys()]
    const meant = nearest(input.role ?? '', known)
    throw new ComposeError('unknown-name', `There is no agent "${input.role}".`, {
      suggestion: meant ? `Did you mean ${meant}?` : `Known agents: ${known.join(', ')}.`,
    })
  },
})
