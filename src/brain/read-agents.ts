import * as z from 'zod'
import { checkShape, parseYaml } from '../catalog/read-yaml.ts'
import { ComposeError } from '../errors.ts'

const FrontMatter = z.strictObject({
  role: z.enum(['planner', 'coder', 'tester']),
  answers: z.enum(['Intent', 'Fillings', 'Scenarios']),
  tools: z.array(z.string()),
  /** Answers this agent's questions instead of the model of the run. */
  model: z.string().min(1).max(200).optional(),
  temperature: z.number().min(0).max(2).optional(),
  limits: z.strictObject({ attempts: z.int().min(1).max(10), calls: z.int().min(1).max(100) }),
})

/** One agent as data: front matter and prompt. */
export type AgentSpec = z.infer<typeof FrontMatter> & { prompt: string }

/** Reads the agents' files, strictly. */
export function readAgents(files: ReadonlyMap<string, Buffer>): [AgentSpec['role'], AgentSpec][] {
  return [...files].map(([name, bytes]) => {
    const shown = `agents/${name}`
    const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(bytes.toString('utf8').replaceAll('\r\n', '\n'))
    if (!parts) {
      throw new ComposeError('catalog-invalid', `${shown}: does not begin with front matter between two lines of ---`, {
        suggestion: 'Begin the file with role, answers, tools and limits.',
      })
    }
    const matter = checkShape(FrontMatter, parseYaml(parts[1]!, shown), shown)
    return [matter.role, { ...matter, prompt: parts[2]!.trim() }]
  })
}
