import { leftOut, reworded } from '../../goal/places.ts'
import type { Plan } from '../../schema.ts'
import { styleFor } from '../show/colour.ts'
import { topOf } from './body.ts'
import { bodyOf, heightFor } from './frame.ts'
import { type Choice, firstChoice, itemsOf, settledPlan } from './items.ts'
import { sections } from './planned.ts'
import { beginning, tested, ticked, told } from './progress.ts'
import type { Action, Asked, Purpose, Talk, Wish } from './state.ts'
import { type Key, typed, typingOf } from './typing.ts'

type Next = readonly [talk: Talk, wish?: Wish]

/** How a conversation about a goal begins: with its reading. */
export function begin(sentence: string, size: Pick<Talk, 'columns' | 'rows'>, answers: Asked['answers'] = {}): Next {
  const talk: Talk = {
    ...size,
    screen: 'understood',
    goal: { sentence, answers },
    reading: true,
    left: [],
    at: 0,
    explains: false,
    section: 0,
    notice: '',
    approving: false,
    progress: beginning(0),
    stopping: false,
  }
  return [talk, { do: 'read', goal: talk.goal }]
}

/** What is shown after something has happened, and what must be done besides. Pure. */
export function reduce(talk: Talk, action: Action): Next {
  switch (action.type) {
    case 'size':
      return [{ ...talk, columns: action.columns, rows: action.rows }]
    case 'read': {
      const after = { ...talk, read: action.read, reading: false, draft: undefined, preview: undefined, top: undefined }
      return [{ ...after, at: firstChoice(itemsOf(after)), notice: noticeOf(talk, after) }]
    }
    case 'previewed':
      return [{ ...talk, preview: action.preview }]
    case 'edited':
      return edited(talk, action.plan)
    case 'not-edited':
      return [
        { ...talk, notice: action.notice, draft: action.draft, top: 0, ...(action.draft ? { screen: 'plan' } : {}) },
      ]
    case 'event':
      return [{ ...talk, progress: told(talk.progress, action.event, action.now) }]
    case 'tested':
      return [{ ...talk, progress: tested(talk.progress, action.test, action.of, action.now) }]
    case 'tick':
      return [{ ...talk, progress: ticked(talk.progress, action.now) }]
    case 'key':
      return pressed(talk, action.key)
  }
}

/** What a person must hear who has answered, and is asked the same again. */
function noticeOf({ read }: Talk, after: Talk): string {
  const before = read?.plan?.openQuestions.map(({ id }) => id) ?? []
  const again = after.read?.plan?.openQuestions.find(({ id }) => before.includes(id))
  return again && before.length === after.read?.plan?.openQuestions.length
    ? 'The goal was read again, and the question is still open.'
    : ''
}

/** A plan that a person has edited stands for the one that was read; clauses that it accepts wait no longer. */
function edited(talk: Talk, plan: Plan): Next {
  const open = plan.unread.filter(({ accepted }) => !accepted).map(({ words }) => words)
  const problems = (talk.read?.problems ?? []).filter(({ where = '' }) => open.includes(where))
  const after: Talk = {
    ...talk,
    read: { plan, problems },
    draft: undefined,
    notice: 'Your plan is taken.',
    top: undefined,
  }
  const items = itemsOf(after)
  const settled = items.every((item) => item.settled)
  if (!settled || talk.screen === 'understood')
    return [{ ...after, screen: 'understood', at: firstChoice(items), preview: undefined }]
  return [after, { do: 'preview', plan: settledPlan(plan, talk.left) }]
}

function pressed(talk: Talk, key: Key): Next {
  const stops = key.name === 'ctrl' && key.text === 'c'
  if (talk.screen === 'run') return stops && !talk.stopping ? [{ ...talk, stopping: true }, { do: 'stop' }] : [talk]
  if (stops) return [talk, { do: 'leave' }]
  if (talk.explains) return [{ ...talk, explains: false, top: undefined }]
  if (talk.typing) return typing(talk, talk.typing.purpose, key)
  const letter = key.name === 'text' ? key.text : undefined
  if (letter === 'q' || key.name === 'escape')
    return talk.approving ? [{ ...talk, approving: false, notice: '' }] : [talk, { do: 'leave' }]
  if (talk.reading) return [talk]
  if (letter === '?') return [{ ...talk, explains: true, top: undefined }]
  const heard = { ...talk, notice: '' }
  if (letter === 'e' && talk.read?.plan)
    return [heard, { do: 'edit', plan: settledPlan(talk.read.plan, talk.left), draft: talk.draft?.text }]
  const page = key.name === 'page-up' ? -1 : key.name === 'page-down' ? 1 : 0
  if (page !== 0) return [scrolled(heard, page * Math.max(1, heightFor(talk) - 1))]
  return talk.screen === 'understood' ? understood(heard, key) : planned(heard, key)
}

const plain = styleFor(false)

/** So many lines further down, as far as there are any. */
function scrolled(talk: Talk, lines: number): Talk {
  const body = bodyOf(talk, plain)
  const height = heightFor(talk)
  return { ...talk, top: topOf(body, height, topOf(body, height, talk.top) + lines) }
}

function understood(talk: Talk, key: Key): Next {
  const choices = itemsOf(talk).flatMap((item) => item.choices)
  const to = (at: number): Next => [{ ...talk, at: Math.min(choices.length - 1, Math.max(0, at)), top: undefined }]
  if (key.name === 'up') return to(talk.at - 1)
  if (key.name === 'down') return to(talk.at + 1)
  if (key.name === 'home') return to(0)
  if (key.name === 'end') return to(choices.length - 1)
  if (key.name === 'text' && key.text === 'w') return [typingFor(talk, { for: 'sentence' }, talk.goal.sentence)]
  const choice = choices[talk.at]
  return key.name === 'enter' && choice ? chosen(talk, choice) : [talk]
}

function chosen(talk: Talk, choice: Choice): Next {
  const { goal, left, read } = talk
  switch (choice.does) {
    case 'reword':
      return [typingFor(talk, { for: 'clause', words: choice.words }, choice.words)]
    case 'type':
      return [typingFor(talk, { for: 'question', id: choice.id }, '')]
    case 'sentence':
      return [typingFor(talk, { for: 'sentence' }, goal.sentence)]
    case 'leave-out':
      return reading(talk, leftOut(goal.sentence, choice.words))
    case 'choose':
      return reading(talk, goal.sentence, { ...goal.answers, [choice.id]: choice.option })
    case 'leave': {
      const { words } = choice
      const after = { ...talk, left: left.includes(words) ? left.filter((one) => one !== words) : [...left, words] }
      return [{ ...after, at: firstChoice(itemsOf(after)), top: undefined }]
    }
    case 'edit':
      return read?.plan ? [talk, { do: 'edit', plan: settledPlan(read.plan, left), draft: talk.draft?.text }] : [talk]
    case 'go-on': {
      const settled = itemsOf(talk).every((item) => item.settled)
      if (!settled || !read?.plan)
        return [{ ...talk, notice: 'Something above still waits for you.', at: firstChoice(itemsOf(talk)) }]
      return [
        { ...talk, screen: 'plan', section: 0, top: 0 },
        { do: 'preview', plan: settledPlan(read.plan, left) },
      ]
    }
  }
}

const typingFor = (talk: Talk, purpose: Purpose, text: string): Talk => ({
  ...talk,
  typing: { ...typingOf(text), purpose },
  top: undefined,
})

/** Answers count for the sentence that they were given to. */
function reading(talk: Talk, sentence: string, answers: Asked['answers'] = {}): Next {
  const goal = { sentence, answers }
  return [
    { ...talk, goal, reading: true, typing: undefined, top: undefined },
    { do: 'read', goal },
  ]
}

function typing(talk: Talk, purpose: Purpose, key: Key): Next {
  const line = talk.typing!
  if (key.name === 'escape') return [{ ...talk, typing: undefined }]
  if (key.name !== 'enter') return [{ ...talk, typing: { ...typed(line, key), purpose } }]
  const said = line.text.trim()
  const { sentence } = talk.goal
  if (said === '') return [{ ...talk, typing: undefined }]
  if (purpose.for === 'sentence') return reading(talk, said)
  return reading(
    talk,
    purpose.for === 'clause' ? reworded(sentence, purpose.words, said) : reworded(sentence, '', said),
  )
}

function planned(talk: Talk, key: Key): Next {
  const { approving, draft, left, preview, read, section } = talk
  const letter = key.name === 'text' ? key.text : undefined
  const make = (plan: Plan, approved: boolean): Next => {
    const { now } = talk.progress
    const after: Talk = { ...talk, screen: 'run', approving: false, top: 0, progress: beginning(now) }
    return [after, { do: 'make', plan: settledPlan(plan, left), approved }]
  }
  if (!read?.plan) return [talk]
  if (approving) return letter === 'y' ? make(read.plan, true) : [{ ...talk, approving: false }]
  if (draft) return letter === 'x' ? [{ ...talk, draft: undefined, top: 0 }] : moved(talk, key)
  if (letter === 'b' || key.name === 'backspace') return [{ ...talk, screen: 'understood', top: undefined }]
  const to = (by: number): Next => [{ ...talk, section: (section + by + sections.length) % sections.length, top: 0 }]
  if (key.name === 'tab' || key.name === 'right') return to(1)
  if (key.name === 'back-tab' || key.name === 'left') return to(-1)
  if (key.name !== 'enter') return moved(talk, key)
  if (!preview) return [{ ...talk, notice: 'The plan is still looked through.' }]
  if (preview.problems.length > 0) return [{ ...talk, notice: 'The plan leads nowhere in some places; e opens it.' }]
  const asks = read.plan.verdicts.find(({ verdict }) => verdict === 'needs-approval')
  return asks
    ? [{ ...talk, approving: true, notice: `The policy asks for approval: ${asks.detail}.` }]
    : make(read.plan, false)
}

function moved(talk: Talk, { name }: Key): Next {
  if (name === 'up') return [scrolled(talk, -1)]
  if (name === 'down') return [scrolled(talk, 1)]
  if (name === 'home') return [{ ...talk, top: 0 }]
  if (name === 'end') return [scrolled(talk, Number.MAX_SAFE_INTEGER)]
  return [talk]
}
