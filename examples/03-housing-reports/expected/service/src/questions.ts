import { Problem, ProblemResponse } from '@composed/kit'
import type { Answers, Question } from '@composed/kit/pages'
import { addressLookup } from './clients.ts'
import type { Submission } from './record.ts'

/** One page each, in this order. From composition.yaml, record. */
export const questions: Question[] = [
  { name: 'applicantName', title: 'What is your full name?', kind: 'text', autocomplete: 'name', maxLength: 200, missing: 'Enter your full name' },
  { name: 'subjectName', title: 'Who is this about?', hint: 'Enter the full name of the person. If it is about you, enter your own name.', kind: 'text', maxLength: 200, missing: 'Enter the full name of the person this is about' },
  { name: 'situation', title: 'What has happened?', hint: 'Do not include bank details or passwords.', kind: 'long', maxLength: 4000, missing: 'Enter what has happened' },
  { name: 'immediateDanger', title: 'Is anyone in immediate danger?', hint: 'If you need the police, fire service or an ambulance now, call 999.', kind: 'yes-no', missing: 'Select yes if anyone is in immediate danger', urgent: { is: true, heading: 'Call 999 now', paragraphs: ['Nobody reads what you send here at once. Call 999 and ask for the police, the fire service or an ambulance.', 'If you cannot speak, call 999 from a mobile phone, then press 55 when you are asked to.', 'If you are deaf or cannot use a phone, use 999 BSL at 999bsl.co.uk, call 18000 with a textphone or Relay UK, or text 999 if you have registered for emergencySMS.', 'When the person is safe, or help is on its way, go on with this form.'] } },
  { name: 'gettingWorse', title: 'Is the situation getting worse?', kind: 'yes-no', missing: 'Select yes if the situation is getting worse' },
  { name: 'gasIsLeaking', title: 'Is the gas leaking?', kind: 'yes-no', missing: 'Select yes or no' },
  { name: 'numberOfChildren', title: 'How many children are there?', kind: 'number', min: 0, max: 999999999, missing: 'Enter a number', invalid: 'Enter a whole number, using digits only' },
  { name: 'homePostcode', title: 'What is the home postcode?', hint: 'The home of the person this is about, for example ZZ99 1AB.', kind: 'text', check: 'postcode', missing: 'Enter the postcode', invalid: 'Enter a full UK postcode, like ZZ99 1AB' },
  { name: 'homeAddress', title: 'Which is the home address?', kind: 'pick', missing: 'Select the address', needs: ['homePostcode'], lookup: async (answers) => (await addressLookup.findAddresses({ query: { postcode: String(answers.homePostcode) } })).addresses.map((one) => ({ value: one.uprn, text: `${one.lines.join(', ')}, ${one.town}, ${one.postcode}` })) },
  { name: 'applicantContact', title: 'What is your address?', hint: 'We will only use it to write to you about this.', kind: 'contact', autocomplete: 'street-address', only: ['letter'], missing: 'Enter your address', invalid: 'Enter a full UK postcode, like ZZ99 1AB' },
]

/** What the pages gathered, as the contract has it. */
export function submissionOf(answers: Answers): Submission {
  return {
    applicantName: String(answers.applicantName),
    subjectName: String(answers.subjectName),
    situation: String(answers.situation),
    immediateDanger: answers.immediateDanger === true,
    gettingWorse: answers.gettingWorse === true,
    gasIsLeaking: answers.gasIsLeaking === true,
    numberOfChildren: Number(answers.numberOfChildren),
    homePostcode: String(answers.homePostcode),
    homeAddress: String(answers.homeAddress),
    applicantContact: answers.applicantContact as Submission['applicantContact'],
  }
}

/** Looks up whether what was chosen is among what there is to choose. Throws Problem invalid-request, and whatever the lookup throws. */
export async function checkChoices(fields: Submission): Promise<void> {
  const given: Answers = { ...fields }
  for (const { name, lookup } of questions) {
    if (!lookup) continue
    const choices = await lookup(given).catch((error) => {
      // What it refuses to look up has nothing to choose from.
      if (error instanceof ProblemResponse && [400, 404].includes(error.status)) return []
      throw error
    })
    if (choices.some(({ value }) => value === given[name])) continue
    throw new Problem('invalid-request', 'What was chosen is not among what there is to choose. Look it up again.', [
      { pointer: `/body/${name}`, detail: 'is not among what there is to choose' },
    ])
  }
}
