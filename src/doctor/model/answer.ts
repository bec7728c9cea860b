import { allowLonger, endOf } from '../../brain/model/finish.ts'
import { kindOf, lacksCredit, namesNoModel } from '../../brain/model/refusals.ts'
import { ComposeError } from '../../errors.ts'
import type { Finding } from '../finding.ts'
import { quoted, reasonOf, type Trial } from './trial.ts'

type Row = 'endpoint' | 'key' | 'model' | 'answer'

/** One plain question. Its answer shows that address, key and model are right; a failure shows which of them is not. */
export async function tryAnswer(trial: Trial): Promise<Finding[]> {
  const asked = performance.now()
  try {
    const outcome = await trial.ask('Answer with the one word: ready', { stream: false })
    const seconds = `${((performance.now() - asked) / 1000).toFixed(1)} s`
    const reply = 'reply' in outcome ? outcome.reply : undefined
    const said = reply?.refusal ?? reply?.content ?? ''
    const answer: Finding =
      said.trim() === ''
        ? {
            id: 'answer',
            verdict: 'fail',
            detail: `empty, after ${seconds} (it ended by: ${reply?.finish ?? 'nothing'})`,
            advice: 'Is it a model that chats? Choose another one, or give it room for longer answers.',
          }
        : endOf(reply?.finish ?? '') === 'length'
          ? {
              id: 'answer',
              verdict: 'fail',
              detail: `${quoted(said)}, cut off at its length after ${seconds}`,
              advice: `${allowLonger} Or choose another model.`,
            }
          : { id: 'answer', verdict: 'ok', detail: `${quoted(said)} after ${seconds}` }
    return [...proved(['endpoint', 'key', 'model'], trial), answer]
  } catch (error) {
    if (!(error instanceof ComposeError) || error.code !== 'provider-failed') throw error
    const fault = faults.find(({ when }) => when(error.cause))!
    return [
      ...proved(fault.proves, trial),
      {
        id: fault.row,
        verdict: 'fail',
        detail: withAddress(fault.row, reasonOf(error, trial), trial),
        advice: fault.advice(trial),
      },
    ]
  }
}

const withAddress = (row: Row, reason: string, { name }: Trial) => (row === 'endpoint' ? `${name}: ${reason}` : reason)

function proved(rows: readonly Row[], { place, name }: Trial): Finding[] {
  const details: Record<Row, string> = {
    endpoint: name,
    key: place.key ? 'accepted' : 'none is set, and none was asked for',
    model: place.model,
    answer: '',
  }
  return rows.map((id) => ({ id, verdict: 'ok', detail: details[id] }))
}

interface Fault {
  /** `cause` is what the client threw; undefined when an answer came that is none. */
  when(cause: unknown): boolean
  row: Row
  /** What is known to be right all the same. */
  proves: readonly Row[]
  advice(trial: Trial): string
}

const statusOf = (cause: unknown) => (cause as { status?: number } | undefined)?.status
const isLate = (cause: unknown) => /timeout/i.test(`${(cause as Error)?.name} ${kindOf(cause)}`)

/** The first that fits says where the fault lies and what to do. */
const faults: readonly Fault[] = [
  {
    when: namesNoModel,
    row: 'model',
    proves: ['endpoint', 'key'],
    advice: () =>
      'Name a model that this endpoint has. On Azure that is the name of the deployment; Ollama must pull it first.',
  },
  {
    when: lacksCredit,
    row: 'answer',
    proves: ['endpoint', 'key'],
    advice: () => 'Add credit, or raise the limit of the account, at the provider; or use another key.',
  },
  {
    when: (cause) => [401, 403].includes(statusOf(cause) ?? 0),
    row: 'key',
    proves: ['endpoint'],
    advice: ({ place }) =>
      place.key ? 'Set OPENAI_API_KEY to a key of this endpoint.' : 'This endpoint wants a key: set OPENAI_API_KEY.',
  },
  {
    when: (cause) => cause === undefined || [404, 405].includes(statusOf(cause) ?? 0),
    row: 'endpoint',
    proves: [],
    advice: () =>
      'Something answers there, but not with Chat Completions. Check OPENAI_BASE_URL, which mostly ends in /v1.',
  },
  {
    when: (cause) => statusOf(cause) === 429,
    row: 'answer',
    proves: ['endpoint'],
    advice: () => 'Wait and try again; if it stays so, look at the limits and the credit of the account.',
  },
  {
    when: (cause) => statusOf(cause) !== undefined,
    row: 'answer',
    proves: ['endpoint'],
    advice: () => 'Try again later; the log of the server may say more.',
  },
  {
    when: isLate,
    row: 'endpoint',
    proves: [],
    advice: ({ nameOf }) =>
      `A local model may still be loading: try again, or give it longer with ${nameOf('callTimeout')}.`,
  },
  {
    when: () => true,
    row: 'endpoint',
    proves: [],
    advice: () =>
      'Is OPENAI_BASE_URL right, and does the server run? Behind a proxy set NODE_USE_ENV_PROXY=1; for its certificate, NODE_EXTRA_CA_CERTS.',
  },
]
