import type { FastifyInstance } from 'fastify'
import { check, firstField, namesOf, type Typed } from './answers.ts'
import { notSaved } from './drafts.ts'
import { fieldOf, type Mistake, ownFields, retyped } from './fields.ts'
import { holdPicked } from './hold.ts'
import { goneText, letGo, takeLeft, withReserved } from './holds.ts'
import { backPath, deciding as decidingOf, isSame, withAnswer } from './journey.ts'
import { untilName } from './kinds/file.ts'
import { again, type Own } from './own.ts'
import { PageProblem } from './page-problem.ts'
import { calledName } from './receive.ts'
import type { Application, Holding } from './session-data.ts'
import type { Answer, Question } from './shapes.ts'
import { type OwnHandler, type Turn, turns } from './turn.ts'
import { form, page, type Site, type Visit } from './visit.ts'

/** One page per question, and after an answer that tells of danger a page that says whom to call. */
export function askRoutes(app: FastifyInstance, site: Site): void {
  const { questions } = site.pages
  const { owned, turn, next, onward, kept } = turns(site)

  const showQuestion: Turn = async (visit, own, question, choices) => {
    const { answers, application } = own
    const refused = application?.refused?.question === question.name ? application.refused : undefined
    if (refused) await own.change((one) => delete one.refused)
    const draft = application?.drafts?.[question.name]
    const typed = refused?.typed ?? draft ?? retyped(question, answers[question.name])
    const said = application?.said?.[question.name]
    const wrong = said === undefined ? undefined : { problem: said, field: firstField(question) }
    const checked = refused ? check(question, typed, choices) : wrong
    const field = fieldOf(question, typed, choices, checked)
    const nothing = question.kind === 'pick' && choices.length === 0
    const mistakes: Mistake[] =
      checked !== undefined && 'problem' in checked
        ? [{ text: checked.problem, href: nothing ? '#main-content' : `#${checked.field}` }]
        : []
    const back = backPath(questions, answers, question.name, own.path)
    const deciding = question.kind === 'pick' ? decidingOf(questions, question) : undefined
    const template = question.kind === 'pick' ? 'pick' : 'question'
    return visit.show(
      template,
      {
        form: true,
        heading: question.title,
        field,
        mistakes,
        back,
        keeps: kept(own, question),
        unsaved: mistakes.length > 0 ? undefined : unsavedText(application, draft !== undefined),
        kept: question.kind === 'file' && answers[question.name] && application?.labels?.[question.name],
        whyNone: question.none,
        deciding: deciding && {
          href: `${own.path}/${deciding.name}`,
          title: deciding.title,
          postcode: deciding.check === 'postcode' && answers[deciding.name],
        },
      },
      mistakes.length > 0 ? 400 : 200,
    )
  }

  /** The session ended while somebody wrote, or began anew when somebody signed in: what they wrote is not lost. */
  const keep: OwnHandler = async (visit, own) => {
    const question = questions.find(({ name }) => name === visit.params.question)
    if (question === undefined) throw new PageProblem(404, 'missing')
    // A file is held for a session that goes on, and sent again for a new one.
    if (question.kind !== 'file')
      await own.change((one) => {
        one.drafts = { ...one.drafts, [question.name]: ownFields(question, visit.typed) }
      })
    return visit.go(visit.request.url)
  }

  app.get('/apply/:id/:question', page(site, turn(showQuestion)))
  app.post(
    '/apply/:id/:question',
    form(
      site,
      turn(async (visit, own, question, offered) => {
        const given = answerOf(own)
        // A file that was sent before need not be sent again.
        const stays = question.kind === 'file' && namesOf(question).every((name) => !visit.typed[name])
        if (stays && given(question)) return onward(visit, own)
        let choices = offered
        let checked = check(question, visit.typed, choices)
        const held = question.kind === 'pick' && question.hold !== undefined
        if ('problem' in checked && held) {
          // Of two clicks at once the other one may have it held by now.
          choices = withReserved(offered, await own.change(() => {}), question.name)
          checked = check(question, visit.typed, choices)
        }
        // What was offered when the page was opened may be somebody else's by now.
        if ('problem' in checked && held && visit.typed[question.name])
          return sayHere(visit, own, question, goneText(question))
        if ('problem' in checked) {
          // Shown by the page itself, so that going back later leads to it and not to a form to be sent again.
          await own.change((one) => {
            one.refused = { question: question.name, typed: ownFields(question, visit.typed) }
            delete one.drafts?.[question.name]
          })
          return visit.go(visit.request.url)
        }
        const { answer } = checked
        const uploaded = uploadedIn(question, answer, visit.typed)
        const tried = uploaded ? { hold: uploaded } : await holdPicked(site, visit, own, question, answer, choices)
        if (tried !== undefined && 'refused' in tried) return sayHere(visit, own, question, tried.refused)
        let left: ReturnType<typeof takeLeft> = []
        await own.change((one) => {
          const before = { ...one.holds }
          // Another answer is another application: sending it under the old key would be refused or lost.
          const anew = tried !== undefined && tried.hold.id !== before[question.name]?.id
          if (anew || !isSame(one.answers[question.name], answer)) delete one.submitKey
          one.answers = withAnswer(questions, one.answers, question.name, answer)
          delete one.drafts?.[question.name]
          delete one.said?.[question.name]
          if (tried !== undefined) {
            one.holds = { ...one.holds, [question.name]: tried.hold }
            delete one.holding?.[question.name]
          }
          left = takeLeft(one, before)
          const label = visit.typed[calledName(question.name)] ?? choices.find(({ value }) => value === answer)?.text
          if (label !== undefined) one.labels = { ...one.labels, [question.name]: label }
        })
        await letGo(questions, left)
        const first = question.urgent?.is === answer
        return first ? visit.go(`${own.path}/${question.name}/first`) : onward(visit, again(visit, own))
      }, keep),
      owned(keep),
      ({ params }) => questions.filter(({ kind, name }) => kind === 'file' && name === params.question),
    ),
  )

  app.get(
    '/apply/:id/:question/first',
    page(
      site,
      turn(async (visit, own, question) => {
        const { urgent } = question
        if (urgent === undefined || own.answers[question.name] !== urgent.is) return onward(visit, own)
        return visit.show('first', { ...urgent, back: `${own.path}/${question.name}`, next: await next(own) })
      }),
    ),
  )
}

/** Says at the question why nothing was taken. */
async function sayHere(visit: Visit, own: Own, { name }: Question, words: string) {
  await own.change((one) => {
    one.said = { ...one.said, [name]: words }
    delete one.drafts?.[name]
  })
  return visit.go(visit.request.url)
}

const answerOf =
  ({ answers }: Own) =>
  ({ name }: Question): Answer | undefined =>
    answers[name]

/** What is held for a file that has just come in. */
function uploadedIn({ kind, name }: Question, answer: Answer, typed: Typed): Holding | undefined {
  const until = typed[untilName(name)]
  if (kind !== 'file' || typeof answer !== 'string' || !until) return undefined
  return { id: answer, until, choice: { value: answer, text: typed[calledName(name)] ?? '' } }
}

/** Said above a question when something that was typed is not among the answers yet. */
function unsavedText(application: Application | undefined, here: boolean): string | undefined {
  if (here) return notSaved('Continue')
  const waiting = Object.keys(application?.drafts ?? {}).length > 0
  if (!waiting || Object.keys(application?.answers ?? {}).length > 0) return undefined
  return 'Your earlier answers are gone: the service was not used for 2 hours, or somebody signed out in this browser. What you typed last is kept: you will find it when you come to its question.'
}
