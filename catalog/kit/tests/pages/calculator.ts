import { defineComponent } from '../../src/definition.ts'
import { type AnswerPages, mountAnswerPages, type Question } from '../../src/pages/index.ts'
import { emptyStore, everyKind } from './every-kind.ts'

const urgent = { is: true, heading: 'Call the vet first', paragraphs: ['Then go on.'] }

/** Every kind but a file, a stop, whom to call first, and a question that only some are asked. */
export const calculatorQuestions: Question[] = [
  ...everyKind(emptyStore())
    .filter(({ kind }) => kind !== 'file' && kind !== 'pick')
    .map((question): Question => (question.name === 'pets' ? { ...question, urgent } : question) as Question),
  {
    name: 'postcode',
    title: 'What is the postcode?',
    kind: 'text',
    check: 'postcode',
    optional: true,
    missing: 'Enter a postcode',
    invalid: 'Enter a full UK postcode',
  },
  {
    name: 'address',
    title: 'Which address is it?',
    kind: 'pick',
    needs: ['postcode'],
    missing: 'Select an address',
    if: ({ postcode }) => postcode !== undefined,
    lookup: async ({ postcode }) =>
      postcode === 'ZZ99 1AB' || postcode === 'ZZ99 2AD'
        ? ['1', '2'].map((value) => ({ value, text: `${value} Invented Row, ${postcode}` }))
        : [],
  },
]

export const calculatorPages: AnswerPages = {
  ends: 'answer',
  title: 'Work out your rent',
  phase: 'beta',
  start: { heading: 'Work out your rent', paragraphs: ['Answer a few questions.'], button: 'Start now' },
  questions: calculatorQuestions,
  stops: [
    {
      id: 'crowd',
      needs: ['people'],
      decide: async ({ people }) =>
        Number(people) > 10 ? { heading: 'It is too many people', paragraphs: ['Call 01632 960 001.'] } : undefined,
    },
  ],
  answer: async (answers) => {
    if (answers.name === 'Fault') throw new Error('a secret of Fault')
    return {
      heading: 'What you told us means',
      rows: [
        { key: 'You pay', value: `£${Number(answers.rent) / 100}` },
        { key: 'What was given', value: JSON.stringify(answers) },
      ],
      paragraphs: ['It may be another sum next year.'],
    }
  },
}

export const calculator = defineComponent({
  id: 'calculator',
  migrations: [],
  handlers: () => ({}),
  routes: (app, context) => mountAnswerPages(app, context, calculatorPages),
})
