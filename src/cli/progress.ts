import type { ComposeEvent, TryPlace } from '../events.ts'
import { clean } from './show/clean.ts'
import { canWriteOver } from './show/colour.ts'
import { inWords } from './show/duration.ts'
import type { Terminal } from './terminal.ts'

/** Milliseconds within which a line says well enough that there is life. */
const lately = 4000

export interface Progress {
  emit(event: ComposeEvent): void
  /** Leaves the line to somebody else. */
  pause(): void
}

/** Each event as one JSON line. */
export function jsonProgress(stream: NodeJS.WritableStream): Progress {
  return { emit: (event) => stream.write(`${JSON.stringify(event)}\n`), pause: () => undefined }
}

/** A line for each finished step. Only on a terminal does a running step show, on a line that is then written over. */
export function plainProgress({ stderr, env }: Terminal, plain = false): Progress {
  const lively = !plain && canWriteOver(stderr, env)
  const erase = '\r\u001b[K'
  let open = false
  let told = performance.now()
  const line = (text: string) => {
    stderr.write(`${open ? erase : ''}${text}\n`)
    open = false
    told = performance.now()
  }
  const running = (text: string) => {
    stderr.write(`${open ? erase : ''}${text} …`)
    open = true
  }
  return {
    emit(event) {
      if (event.type === 'step-finished')
        line(`${event.step.padEnd(9)} ${inWords(event.milliseconds).padStart(7)}${note(event.detail)}`)
      else if (event.type === 'warning') line(`warning: ${clean(event.message)}`)
      else if (event.type === 'progress') line(`${event.step.padEnd(9)} ${clean(event.message)}`)
      else if (event.type === 'lap-finished')
        line(`lap ${event.lap}     ${event.failures} failures; they go back to the coder`)
      else if (event.type === 'call-finished') {
        const tokens = `${event.inputTokens} tokens in, ${event.outputTokens} out`
        line(
          `${event.agent.padEnd(9)} ${clean(event.model)} ${event.finish.startsWith('no ') ? `has ${event.finish}; asked again without` : tokens}`,
        )
      } else if (event.type === 'tool-used') line(`${event.agent.padEnd(9)} looked something up with ${event.tool}`)
      else if (event.type === 'try-finished') {
        const why = event.because ? ` (${clean(event.because)})` : ''
        line(`${placeOf(event)} ${event.outcome}${why}, ${inWords(event.milliseconds)}`)
      } else if (lively && (event.type === 'step-started' || event.type === 'try-started'))
        running(event.type === 'step-started' ? event.step : placeOf(event))
      else if (event.type === 'still-working') {
        const life = `${event.on.padEnd(9)} still at work after ${inWords(event.milliseconds)}`
        if (lively) running(life)
        else if (performance.now() - told > lately) line(life)
      }
    },
    pause() {
      if (open) stderr.write(erase)
      open = false
    },
  }
}

export function placeOf({ brain, goal, goals, turn, turns }: TryPlace): string {
  return `goal ${goal} of ${goals}, ${clean(brain)} ${turn} of ${turns}:`
}

function note(detail: string | undefined): string {
  return detail ? `  ${clean(detail)}` : ''
}
