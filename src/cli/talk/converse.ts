import { stringify } from 'yaml'
import { ComposeError } from '../../errors.ts'
import { applyOperation } from '../../operations/apply.ts'
import { attempt, type Outcome } from '../../operations/attempt.ts'
import { editText } from '../../operations/edit-text.ts'
import { asComposeError } from '../../operations/outcome.ts'
import { planOperation } from '../../operations/plan.ts'
import { preview } from '../../operations/preview.ts'
import { readPlanText } from '../../operations/read-plan.ts'
import type { Context, Operation } from '../../operations.ts'
import type { Plan, Report } from '../../schema.ts'
import { shellWord } from '../../shell-word.ts'
import type { Terminal } from '../terminal.ts'
import { left, spent } from './limits.ts'
import { begin } from './reduce.ts'
import { openWindow, type Window } from './screen.ts'
import type { Wish } from './state.ts'
import { type Store, storeOf } from './store.ts'

/** How a conversation ended: with what was made, or with why nothing was. */
export type Ended = Pick<Outcome, 'report' | 'error' | 'status'>

type Input = Record<string, unknown>

/** Milliseconds between two looks at the clock. */
const tick = 1000

/** Talks with a person about a goal until a service is made or they leave. `input` is that of `compose`, whole. The terminal is then as it was. */
export function converse(input: Input, terminal: Terminal, context: Context): Promise<Ended> {
  return new Promise((resolve) => {
    new Conversation(input, terminal, context, resolve).start()
  })
}

class Conversation {
  readonly #input: Input
  readonly #context: Context
  readonly #terminal: Terminal
  readonly #ended: (ended: Ended) => void
  readonly #stop = new AbortController()
  readonly #store: Store
  #window: Window | undefined
  #clock: NodeJS.Timeout | undefined
  #reports: Report[] = []
  /** Why there is no plan, where there is none. */
  #unreadable: Outcome | undefined
  #first: Wish | undefined

  constructor(input: Input, terminal: Terminal, context: Context, ended: (ended: Ended) => void) {
    this.#input = input
    this.#terminal = terminal
    this.#context = {
      ...context,
      signal: AbortSignal.any([context.signal, this.#stop.signal]),
      // What is said goes onto the screen, and the plan stands there already.
      emit: (event) => this.#store.dispatch({ type: 'event', event, now: performance.now() }),
      planned: () => undefined,
    }
    this.#ended = ended
    const { columns = 80, rows = 24 } = terminal.stdout
    const answers = (input.answer ?? {}) as Record<string, string>
    const [talk, wish] = begin(String(input.goal), { columns, rows }, answers)
    this.#first = wish
    this.#store = storeOf(talk, (wished) => void this.#carry(wished))
  }

  start(): void {
    this.#window = openWindow(this.#store, this.#terminal)
    this.#clock = setInterval(() => this.#store.dispatch({ type: 'tick', now: performance.now() }), tick)
    // A terminal that is gone, or a signal from elsewhere.
    const { signal } = this.#terminal
    const gone = () => this.#store.get().screen !== 'run' && void this.#leave()
    signal.addEventListener('abort', gone, { once: true })
    if (this.#first) void this.#carry(this.#first)
  }

  async #carry(wish: Wish): Promise<void> {
    try {
      switch (wish.do) {
        case 'read':
          return await this.#read(wish.goal)
        case 'preview':
          return await this.#preview(wish.plan)
        case 'edit':
          return await this.#edit(wish.plan, wish.draft)
        case 'make':
          return await this.#make(wish.plan, wish.approved)
        case 'leave':
          return await this.#leave()
        case 'stop':
          return this.#stop.abort(interrupted())
      }
    } catch (error) {
      const known = asComposeError(error)
      await this.#end({
        report: { ...noReport, problems: [...known.problems] },
        status: known.exitStatus,
        error: known,
      })
    }
  }

  async #read({ answers, sentence }: { answers: Readonly<Record<string, string>>; sentence: string }): Promise<void> {
    const context: Context = {
      ...this.#context,
      nameOf: (field) => (field === 'acceptUnread' ? 'the last choice' : this.#context.nameOf(field)),
    }
    const outcome = await this.#attempt(planOperation, { goal: sentence, answer: answers }, context)
    const { error, report } = outcome
    this.#unreadable = error ? outcome : undefined
    const plan = report.plan as Plan | undefined
    this.#store.dispatch({ type: 'read', read: { ...(error || !plan ? {} : { plan }), problems: report.problems } })
  }

  async #preview(plan: Plan): Promise<void> {
    try {
      const { texts } = await preview(plan, this.#input, this.#context)
      this.#store.dispatch({ type: 'previewed', preview: { texts, problems: [] } })
    } catch (error) {
      this.#store.dispatch({ type: 'previewed', preview: { texts: {}, problems: asComposeError(error).problems } })
    }
  }

  async #edit(plan: Plan, draft: string | undefined): Promise<void> {
    const text = draft ?? stringify(plan, { lineWidth: 120, aliasDuplicateObjects: false })
    let saved = text
    try {
      saved = (await this.#window?.aside(() => editText(text, 'plan.yaml', this.#context))) ?? text
      if (saved === text && draft === undefined)
        return this.#store.dispatch({ type: 'not-edited', notice: 'Nothing was changed.' })
      this.#store.dispatch({ type: 'edited', plan: await readPlanText(saved, 'plan.yaml') })
    } catch (error) {
      const known = asComposeError(error)
      const notice = [known.message, known.suggestion].filter(Boolean).join(' ')
      const wrong = saved === text && draft === undefined ? undefined : { text: saved, problems: known.problems }
      this.#store.dispatch({ type: 'not-edited', notice: wrong ? '' : notice, draft: wrong })
    }
  }

  async #make(plan: Plan, approved: boolean): Promise<void> {
    const context: Context = {
      ...this.#context,
      tested: (test, of) => this.#store.dispatch({ type: 'tested', test, of, now: performance.now() }),
    }
    const { trace, yes } = this.#input
    const given = { plan, out: this.#input.out, trace, yes: approved || yes === true }
    await this.#end(await this.#attempt(applyOperation, given, context))
  }

  /** What the command line said, as far as the operation takes it, within what is left of its limits. */
  async #attempt(operation: Operation, given: Input, context: Context): Promise<Outcome> {
    const said = Object.entries(left(this.#input, this.#reports)).filter(([name]) => name in operation.input.shape)
    const { acceptUnread: _, out: __, trace: ___, yes: ____, ...rest } = Object.fromEntries(said)
    const asked = Object.entries({ ...rest, ...given }).filter(([, value]) => value !== undefined)
    const outcome = await attempt(operation, Object.fromEntries(asked), context)
    this.#reports.push(outcome.report)
    return outcome
  }

  async #leave(): Promise<void> {
    const { sentence } = this.#store.get().goal
    const outcome = this.#terminal.signal.aborted ? undefined : this.#unreadable
    this.#stop.abort(interrupted())
    await this.#end(outcome ?? { report: noReport, status: 130, error: wentAway(sentence) })
  }

  async #end(outcome: Ended): Promise<void> {
    clearInterval(this.#clock)
    const window = this.#window
    this.#window = undefined
    await window?.close()
    const spend = spent(this.#reports)
    this.#ended({ ...outcome, report: { ...outcome.report, ...(spend.length > 0 ? { spend } : {}) } })
  }
}

const noReport: Report = { version: 1, command: 'compose', verdict: 'refused', problems: [] }

const interrupted = () =>
  new ComposeError('interrupted', 'Interrupted; nothing was half-written.', {
    suggestion: 'Run the same command again.',
  })

const wentAway = (sentence: string) =>
  new ComposeError('interrupted', 'You left before anything was made.', {
    suggestion: `To go on: compose ${shellWord(sentence)}`,
  })
