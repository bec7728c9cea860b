import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Typed } from './answers.ts'
import { broughtBy, carried } from './carried.ts'
import { choicesOf } from './choices.ts'
import { sameOrigin } from './csrf.ts'
import { fieldOf, ownFields, retyped, shown } from './fields.ts'
import { asked, deciding as decidingOf, firstUnanswered, submission } from './journey.ts'
import type { Checked } from './kinds/kind.ts'
import { PageProblem } from './page-problem.ts'
import type { AnswerPages, Answers, Choice, Question } from './shapes.ts'
import { changeable, haltOf } from './stops.ts'
import { typedIn } from './visit.ts'

export type Show = (reply: FastifyReply, template: string, data: object, status?: number) => FastifyReply

const PATH = '/questions'

/** What somebody has told so far. It is in the forms of the page, and nowhere else. */
interface Told {
  answers: Answers
  labels: Record<string, string>
}

/**
 * The pages of a journey that ends in an answer: start, a page for each question, what stops it, and what follows. Each page is
 * the answer to a form that brought all earlier answers. Nothing is done with them that anybody could want to forge; a form
 * of another site is refused all the same, so that no other site puts its words into a page of this one.
 */
export function answerRoutes(app: FastifyInstance, pages: AnswerPages, url: () => URL, show: Show): void {
  const { questions } = pages
  const fieldsOf = ({ answers }: Told, own?: Question) => carried(questions, answers, own)
  const openOf = (question: Question) => `${PATH}/${question.name}/open`

  const back = (told: Told, to: Question | undefined) =>
    to === undefined ? { back: '/' } : { backTo: { path: openOf(to), fields: fieldsOf(told) } }

  const rowsOf = (told: Told, of: readonly Question[]) =>
    of.map((question) => ({
      question: question.title,
      answer: shown(question, told.answers[question.name], told.labels[question.name]),
      to: { path: openOf(question), fields: fieldsOf(told) },
    }))

  /** One question, as it was answered before or as it was typed wrongly. */
  const ask = (
    reply: FastifyReply,
    told: Told,
    question: Question,
    choices: Choice[],
    typed?: Typed,
    wrong?: Checked,
  ) => {
    const { answers } = told
    const whole = firstUnanswered(questions, answers) === undefined
    const path = asked(questions, answers)
    const field = fieldOf(question, typed ?? retyped(question, answers[question.name]), choices, wrong)
    const mistakes = wrong && 'problem' in wrong ? [{ text: wrong.problem, href: `#${wrong.field}` }] : []
    const deciding = question.kind === 'pick' ? decidingOf(questions, question) : undefined
    const data = {
      heading: question.title,
      path: `${PATH}/${question.name}`,
      field,
      mistakes,
      carried: fieldsOf(told, question),
      ...(whole ? { backTo: { path: PATH, fields: fieldsOf(told) } } : back(told, path[path.indexOf(question) - 1])),
      deciding: deciding && {
        to: { path: openOf(deciding), fields: fieldsOf(told) },
        title: deciding.title,
        postcode: deciding.check === 'postcode' && answers[deciding.name],
      },
    }
    return show(reply, question.kind === 'pick' ? 'pick' : 'question', data, mistakes.length > 0 ? 400 : 200)
  }

  /** What stops them, else the next question, else what follows from all of it. */
  const goOn = async (reply: FastifyReply, told: Told) => {
    const { answers } = told
    const halt = await haltOf(pages, answers)
    if (halt !== undefined) {
      const led = changeable(pages, answers, halt)
      return show(reply, 'stopped', { ...halt, rows: rowsOf(told, led), ...back(told, led.at(-1)) })
    }
    const next = firstUnanswered(questions, answers)
    if (next !== undefined) return ask(reply, told, next, await choicesOf(next, answers))
    const path = asked(questions, answers)
    const { rows: results, ...result } = await pages.answer(submission(questions, answers))
    const data = { ...result, results, rows: rowsOf(told, path), again: PATH, ...back(told, path.at(-1)) }
    return show(reply, 'answer', data)
  }

  const sent = (request: FastifyRequest): Typed => {
    if (!sameOrigin(request, url())) throw new PageProblem(403, 'elsewhere')
    return typedIn(request.body)
  }
  const named = (request: FastifyRequest): Question => {
    const { question: name } = request.params as { question?: string }
    const question = questions.find((one) => one.name === name)
    if (question === undefined) throw new PageProblem(404, 'missing')
    return question
  }
  /** The question, when nothing before it is open and no stop lies before it. */
  const isTheirTurn = async ({ answers }: Told, question: Question) => {
    const path = asked(questions, answers)
    const at = path.indexOf(question)
    const open = firstUnanswered(questions, answers)
    if (at < 0 || (open !== undefined && path.indexOf(open) < at)) return false
    const halt = await haltOf(pages, answers)
    const last = halt && changeable(pages, answers, halt).at(-1)
    return halt === undefined || at <= (last ? path.indexOf(last) : -1)
  }

  app.get('/', async (_request, reply) => show(reply, 'start', { start: pages.start, first: PATH }))
  app.get(PATH, async (_request, reply) => goOn(reply, { answers: {}, labels: {} }))
  app.post(PATH, async (request, reply) => goOn(reply, await broughtBy(questions, sent(request))))

  app.post(`${PATH}/:question`, async (request, reply) => {
    const question = named(request)
    const typed = sent(request)
    const told = await broughtBy(questions, typed, question)
    const { wrong } = told
    if (wrong && (await isTheirTurn(told, question)))
      return ask(reply, told, question, wrong.choices, ownFields(question, typed), wrong.checked)
    const answer = told.answers[question.name]
    if (question.urgent !== undefined && question.urgent.is === answer)
      return show(reply, 'first', {
        ...question.urgent,
        ...back(told, question),
        to: { path: PATH, fields: fieldsOf(told) },
      })
    return goOn(reply, told)
  })
  app.post(`${PATH}/:question/open`, async (request, reply) => {
    const question = named(request)
    const told = await broughtBy(questions, sent(request))
    if (!(await isTheirTurn(told, question))) return goOn(reply, told)
    return ask(reply, told, question, await choicesOf(question, told.answers))
  })
  // Somebody who asks for the address of a page anew has no answers with them.
  for (const path of [`${PATH}/:question`, `${PATH}/:question/open`])
    app.get(path, async (_request, reply) => reply.redirect(PATH, 303))
}
