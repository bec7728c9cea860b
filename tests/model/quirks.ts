import { dutyDeskIntent } from './duty-desk.ts'
import type { Asked, Reply } from './endpoint.ts'

/** What a model has to say at one point of the conversation, whatever words its server has for it. */
export interface Say {
  calls: { name: string; arguments: object }[]
  text: string
}

/** The planner looks three things up, two of them at once, and answers. */
const says: readonly Say[] = [
  { calls: [{ name: 'search-catalog', arguments: { words: 'log worries' } }], text: '' },
  {
    calls: [
      { name: 'check-intent', arguments: { intent: dutyDeskIntent } },
      { name: 'search-catalog', arguments: { words: 'who is visited first' } },
    ],
    text: '',
  },
  { calls: [], text: JSON.stringify(dutyDeskIntent) },
]

/** A message of a server, in one piece and in several. */
export type Said = Extract<Reply, { message: object }>

const idOf = (index: number) => `call_${index}`

/** As the protocol has it. */
export function wellBehaved({ calls, text }: Say): Said {
  const tool_calls = calls.map((call, index) => ({
    id: idOf(index),
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }))
  return calls.length > 0 ? called(tool_calls) : texted(text)
}

export function texted(text: string, more: object = {}): Said {
  return {
    message: { role: 'assistant', content: text, ...more },
    deltas: [{ role: 'assistant', content: '' }, ...piecesOf(text).map((content) => ({ content }))],
    finish: 'stop',
  }
}

/** Calls in a form of the server's own; streamed each is told whole, unless `pieces` say otherwise. */
export function called(tool_calls: readonly object[], pieces?: readonly object[], more: object = {}): Said {
  return {
    message: { role: 'assistant', content: null, tool_calls, ...more },
    deltas: [
      { role: 'assistant', content: null, ...more },
      ...(pieces ?? tool_calls.map((call, index) => ({ index, ...call }))).map((piece) => ({ tool_calls: [piece] })),
    ],
    finish: 'tool_calls',
  }
}

/** The calls of what is to be said, each made by a server in its own way; its text as it should be. */
export const calling =
  (
    make: (call: { name: string; arguments: object }, index: number) => object,
    pieces?: (call: { name: string; arguments: object }, index: number) => object[],
  ) =>
  (say: Say): Said =>
    say.calls.length === 0
      ? texted(say.text)
      : called(say.calls.map(make), pieces ? say.calls.flatMap(pieces) : undefined)

export const piecesOf = (text: string): string[] => text.match(/[\s\S]{1,37}/g) ?? []

/** What an endpoint says to the conversation, and to what it was sent, in order. `refuses` is asked first. */
export interface Quirk {
  says(say: Say): Reply
  refuses?(asked: Asked, said: readonly Reply[]): Reply | undefined
}

/** Plays the conversation; `said` and `accepted` are for the test to look at. */
export function conversation(quirk: Quirk) {
  const said: Reply[] = []
  const accepted: Asked[] = []
  return {
    said,
    accepted,
    respond(asked: Asked): Reply {
      const refusal = quirk.refuses?.(asked, said)
      if (refusal) return refusal
      accepted.push(asked)
      const reply = quirk.says(says[Math.min(said.length, says.length - 1)]!)
      said.push(reply)
      return reply
    },
  }
}

export const refusal = (message: string, status = 400): Reply => ({ status, body: { error: { message } } })
