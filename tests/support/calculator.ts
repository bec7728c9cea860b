import { questionFor } from '../../src/catalog/asks.ts'
import type { Plan, Question, RecordField } from '../../src/schema.ts'
import { catalog, planOf } from './plan.ts'

// "how much council tax discount: a calculator", as a plan written by hand: the built-in reader finds the pattern, and what
// the answer follows from is not in its words.

const sentence = 'how much council tax discount you get: a calculator by adults and students'

function field(name: string, type: string, title: string, more: Partial<Question> = {}): RecordField {
  return { name, type, role: 'case', question: { ...questionFor(catalog.types, type)!, title, ...more } }
}

export async function calculatorPlan(): Promise<Plan> {
  const plan = await planOf(sentence)
  return {
    ...plan,
    intent: {
      ...plan.intent,
      name: 'council-tax-discount',
      title: 'Council tax discount',
      // The answer under which nobody is stopped.
      fields: [
        {
          name: 'inEngland',
          type: 'YesNo',
          role: 'case',
          title: 'Is your home in England?',
          ordinary: true,
          because: '',
        },
      ],
    },
    record: [
      field('inEngland', 'YesNo', 'Is your home in England?', { missing: 'Select yes if your home is in England' }),
      field('adults', 'WholeNumber', 'How many adults live in your home?', {
        hint: 'Count everybody who is 18 or over, students too.',
        missing: 'Enter how many adults live in your home',
        min: 1,
        max: 20,
      }),
      field('allStudents', 'YesNo', 'Are all of them full-time students?', {
        missing: 'Select yes if all are students',
      }),
      field('bill', 'Money', 'How much is your bill for a year?', { missing: 'Enter how much your bill is' }),
    ],
    journeys: [{ id: 'check', stops: ['elsewhere'], ends: { answer: ['discount', 'reduction', 'mostOff'] } }],
    rules: {
      elsewhere: {
        gives: 'Stop/case',
        inputs: { inEngland: 'record.inEngland' },
        rows: [{ when: { inEngland: false }, is: 'This is about homes in England. Ask the council where you live.' }],
      },
      discount: {
        gives: 'Word/discount',
        inputs: { adults: 'record.adults', allStudents: 'record.allStudents' },
        rows: [
          { when: { allStudents: true }, is: 'exempt', because: "A home where all are students doesn't pay." },
          { when: { adults: { atMost: 1 } }, is: 'quarter', because: 'One adult alone pays a quarter less.' },
          { when: {}, is: 'none', because: 'Two adults or more pay the whole bill.' },
        ],
      },
      reduction: {
        gives: 'WholeNumber/reduction',
        inputs: { discount: 'rule.discount' },
        rows: [
          { when: { discount: 'exempt' }, is: 100 },
          { when: { discount: 'quarter' }, is: 25 },
          { when: { discount: 'none' }, is: 0 },
        ],
      },
      mostOff: {
        gives: 'Money/discount',
        inputs: { bill: 'record.bill', reduction: 'rule.reduction' },
        rows: [
          { when: { reduction: { atMost: 0 } }, is: 0 },
          { when: { bill: { over: 200000 } }, is: 200000, because: 'Whatever the bill is, it is no more than this.' },
          { when: {}, is: 150000, because: 'A bill of up to £2,000 is reduced by no more than this.' },
        ],
      },
    },
    values: { Word: { exempt: 'Nothing to pay', quarter: 'A quarter off', none: 'No discount' } },
    openQuestions: [],
  }
}
