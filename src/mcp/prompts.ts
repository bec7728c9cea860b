import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  McpError,
  type Prompt,
} from '@modelcontextprotocol/sdk/types.js'
import { bounded } from '../errors.ts'
import { readFrom } from './resources/offer.ts'
import type { Source } from './resources/source.ts'

type Given = Readonly<Record<string, string>>

interface Ask extends Prompt {
  arguments: NonNullable<Prompt['arguments']>
  words(given: Given): string
  /** What the words speak of and an agent that reads no resources must have: the address of it. */
  about?(given: Given): string
}

const goal = { name: 'goal', description: 'What the service is for, in a sentence.', required: true }

/** What people usually ask for, in words that make an agent use the tools as they are meant. */
const asks: readonly Ask[] = [
  {
    name: 'compose_service',
    title: 'Compose a service',
    description: 'Plans a service, shows the plan, and makes and verifies it once the person agrees.',
    arguments: [goal],
    words: ({ goal }) => `Compose a public service for this goal: ${goal}

1. Call plan with the goal as it is. Show me what was understood, what people will be asked and in which order, the rules, and
   whatever of the goal is not read.
2. Wait for my yes. If I want it otherwise, plan again with the goal reworded.
3. Call compose with the same goal. Tell me about its progress.
4. Say what the report proves and nothing more: the verdict, the tests, the folder, and how to start it.`,
  },
  {
    name: 'preview_goal',
    title: 'See what a goal comes to',
    description: 'Plans a service and explains the plan. Makes nothing.',
    arguments: [goal],
    words: ({ goal }) => `What would compose make of this goal? ${goal}

Call plan with it, and make nothing. Explain in plain words: which parts and why, what people are asked, which rules decide, what
was assumed, and what of the goal is not read. For what is not read, suggest how the goal could be worded instead.`,
  },
  {
    name: 'regenerate_service',
    title: 'Bring a service up to date',
    description: 'Regenerates a composed folder from its composition.yaml, and explains what fails.',
    arguments: [{ name: 'folder', description: 'The folder of the composed service.', required: true }],
    words: ({ folder }) => `Bring the composed service in ${folder} up to date with its composition.yaml.

Call regenerate with that folder. If it is refused because edits would be lost, show me which, and change nothing. If something
fails, explain the first failure and its cause, and what in composition.yaml would mend it. End with the verdict of the report.`,
  },
  {
    name: 'explain_failure',
    title: 'Explain why a run failed',
    description: 'Reads the record of a run and explains how it ended and what to do next.',
    arguments: [{ name: 'run', description: 'The run, as the report named it.', required: true }],
    about: ({ run }) => `run://${run}`,
    words: ({
      run,
    }) => `Explain how the run ${run} ended. Its record is here; what it told is the resource run://${run}/events.

Say how far it came, why it went no further, and what I can do: change the goal, answer a question, give it more time or money, or
go on with the tool resume. If a folder that ends in .failed is named, look there too.`,
  },
]

/** Offers the usual asks. */
export function offerPrompts(server: Server, sources: readonly Source[]): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: asks.map(({ words: _words, about: _about, ...prompt }) => prompt),
  }))
  server.setRequestHandler(GetPromptRequestSchema, async ({ params: { name, arguments: given = {} } }) => {
    const ask = askNamed(name)
    const missing = ask.arguments.find((one) => one.required && !given[one.name]?.trim())
    if (missing) throw new McpError(ErrorCode.InvalidParams, `${name} needs ${missing.name}: ${missing.description}`)
    const read = ask.about ? await readFrom(sources, ask.about(given)) : []
    const embedded = read.map((resource) => ({
      role: 'user' as const,
      content: { type: 'resource' as const, resource },
    }))
    const said = { role: 'user' as const, content: { type: 'text' as const, text: ask.words(given) } }
    return { description: ask.description, messages: [...embedded, said] }
  })
}

/** The ask of that name. Throws where there is none. */
export function askNamed(name: string): Ask {
  const ask = asks.find((one) => one.name === name)
  if (ask) return ask
  const known = asks.map((one) => one.name).join(', ')
  throw new McpError(ErrorCode.InvalidParams, bounded(`There is no prompt "${name}". There are ${known}.`))
}
