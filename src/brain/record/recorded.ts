import { ComposeError } from '../../errors.ts'
import type { ChatRequest, Endpoint, Meter, Outcome } from '../model/chat.ts'
import { estimate } from '../model/estimate.ts'
import { type Call, type Calls, keyOf } from './calls.ts'

/**
 * `record`: asks and keeps. `replay`: only what was kept, and no connection is ever opened. `auto`: what was kept, and asks
 * and keeps the rest. `run`: the same for the record of a run, which pays also for its calls that came to nothing.
 */
export type Mode = 'record' | 'replay' | 'auto' | 'run'

/** An endpoint that keeps what it is asked. `open` is called for the first request that has to be asked for. */
export function recorded(
  name: string,
  calls: Calls,
  mode: Mode,
  open: () => Promise<Endpoint>,
  onKept?: () => void,
): Endpoint {
  const turns = new Map<string, number>()
  let opened: Promise<Endpoint> | undefined
  return {
    name,
    async send(request, signal, meter): Promise<Outcome> {
      const key = keyOf(request)
      const turn = (turns.get(key) ?? 0) + 1
      turns.set(key, turn)
      const kept: Call = (mode === 'record' ? undefined : await calls.read(key, turn)) ?? { lost: [] }
      if (kept.outcome || mode === 'run') for (const usage of kept.lost) await meter.lost(usage)
      if (kept.outcome) {
        onKept?.()
        return kept.outcome
      }
      if (mode === 'replay') throw await missing(request, calls)
      opened ??= open()
      const lost = [...kept.lost]
      const keeping: Meter = {
        async begin() {
          await meter.begin()
          // Before it is sent: a process that is killed while it waits leaves it behind as lost.
          await calls.write(key, turn, request, { lost: [...lost, estimate(request, 0)] })
        },
        // Kept at once: whoever resumes the run pays for it all the same.
        async lost(usage) {
          lost.push(usage)
          await calls.write(key, turn, request, { lost })
          await meter.lost(usage)
        },
      }
      const outcome = await (await opened).send(request, signal, keeping)
      await calls.write(key, turn, request, { lost, outcome })
      return outcome
    },
  }
}

async function missing(request: ChatRequest, calls: Calls): Promise<ComposeError> {
  const nearest = await diffToNearest(request, await calls.requests())
  return new ComposeError(
    'recording-missing',
    `No recorded call answers this request${nearest ? '; the nearest one differs so:' : ', and the recording is empty.'}${nearest ?? ''}`,
    { suggestion: 'Record it with --calls auto or --calls record, or undo what changed the request.' },
  )
}

/** The request beside the recorded one with the fewest changed lines, as a unified diff of at most 60 lines. */
async function diffToNearest(request: ChatRequest, others: readonly ChatRequest[]): Promise<string | undefined> {
  const { diffLines, createTwoFilesPatch } = await import('diff')
  const text = (one: ChatRequest) => JSON.stringify(one, undefined, 2).replaceAll('\\n', '\n').replaceAll('\\"', '"')
  const wanted = text(request)
  const ranked = others
    .map((other) => ({
      other: text(other),
      changed: diffLines(text(other), wanted).reduce(
        (sum, part) => sum + (part.added || part.removed ? (part.count ?? 0) : 0),
        0,
      ),
    }))
    .sort((a, b) => a.changed - b.changed)
  const [first] = ranked
  if (!first) return undefined
  const lines = createTwoFilesPatch('recorded', 'asked', first.other, wanted, '', '', { context: 1 })
    .split('\n')
    .slice(1)
  return `\n${lines.slice(0, 60).join('\n')}${lines.length > 60 ? `\n… ${lines.length - 60} more lines` : ''}`
}
