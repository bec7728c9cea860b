import { buffer } from 'node:stream/consumers'
import type { Answer, Held, Question, SentFile } from '../../src/pages/index.ts'
import { Problem } from '../../src/problem.ts'
import type { Filled } from './person.ts'

/** What a store of files would hold, and what it let go. */
export interface Store {
  files: Map<string, { name: string; type: string; bytes: Buffer }>
  released: string[]
  begun: number
  failed: number
  failing?: Error
  /** until when it holds; an hour unless set */
  until?: string
}
export const emptyStore = (): Store => ({ files: new Map(), released: [], begun: 0, failed: 0 })

const beginnings = {
  'photo.jpg': [0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0],
  'proof.pdf': [...Buffer.from('%PDF-1.7\n')],
  'program.exe': [0x4d, 0x5a, 0x90, 0],
}

/** A file that begins as its kind does, and is as long as said. */
export function fileOf(name: keyof typeof beginnings, length: number, called: string = name): File {
  const bytes = Buffer.alloc(length, 7)
  bytes.set(beginnings[name].slice(0, length))
  return new File([bytes], called)
}

const free = (day: string, time: string) => ({ value: `${day} ${time}`, text: time, group: day })
const days = ['Monday 7 December', 'Tuesday 8 December']

/** One question of each kind, two of those that come in two forms. */
export const everyKind = (store: Store): Question[] => [
  {
    name: 'name',
    title: 'What is your full name?',
    kind: 'text',
    missing: 'Enter your full name',
    autocomplete: 'name',
  },
  {
    name: 'story',
    title: 'What has happened?',
    kind: 'long',
    maxLength: 500,
    missing: 'Enter what has happened',
  },
  {
    name: 'people',
    title: 'How many people live there?',
    kind: 'number',
    min: 1,
    max: 16,
    missing: 'Enter how many people live there',
    invalid: 'Enter how many people live there as a whole number',
  },
  {
    name: 'rent',
    title: 'How much is the rent?',
    hint: 'For a month.',
    kind: 'money',
    missing: 'Enter how much the rent is',
    invalid: 'Enter the rent in pounds, like 650 or 650.50',
  },
  {
    name: 'since',
    title: 'Since when do you live there?',
    kind: 'date',
    missing: 'Enter a date',
    invalid: 'Enter a real date',
  },
  {
    name: 'seen',
    title: 'When did you see it?',
    hint: 'Roughly is enough.',
    kind: 'moment',
    missing: 'Enter when you saw it',
    invalid: 'Enter a real date',
  },
  { name: 'stay', title: 'How long do you stay?', kind: 'duration', missing: 'Enter how long you stay' },
  {
    name: 'notice',
    title: 'How long is your notice?',
    kind: 'duration',
    units: ['weeks'],
    missing: 'Enter how long your notice is',
  },
  { name: 'pets', title: 'Do you have pets?', kind: 'yes-no', missing: 'Select yes if you have pets' },
  {
    name: 'home',
    title: 'What kind of home is it?',
    kind: 'choice',
    options: [
      { value: 'flat', text: 'A flat', hint: 'Also a room in one' },
      { value: 'house', text: 'A house' },
    ],
    missing: 'Select what kind of home it is',
  },
  {
    name: 'council',
    title: 'Which council is it?',
    kind: 'choice',
    options: Array.from({ length: 21 }, (_, index) => ({ value: `c${index}`, text: `Council ${index}` })),
    missing: 'Select a council',
  },
  {
    name: 'needs',
    title: 'What do you need?',
    kind: 'several',
    options: [
      { value: 'ramp', text: 'A ramp' },
      { value: 'lift', text: 'A lift' },
      { value: 'none', text: 'None of these', alone: true },
    ],
    missing: 'Select what you need',
  },
  {
    name: 'contact',
    title: 'How should we contact you?',
    kind: 'contact',
    missing: 'Select how we should contact you',
  },
  {
    name: 'letters',
    title: 'Where should we send letters?',
    kind: 'contact',
    only: ['letter'],
    missing: 'Enter where we should send letters',
  },
  {
    name: 'visit',
    title: 'When should we come?',
    kind: 'pick',
    needs: ['home'],
    lookup: async ({ home }) => (home === 'flat' ? days.flatMap((day) => [free(day, '9am'), free(day, '2pm')]) : []),
    missing: 'Select when we should come',
    optional: true,
  },
  {
    name: 'proof',
    title: 'Upload a proof of your address',
    kind: 'file',
    maxBytes: 1024 * 1024,
    accept: ['application/pdf', 'image/jpeg'],
    missing: 'Upload a proof of your address',
    hold: (file) => hold(store, file),
    release: async (id) => {
      store.files.delete(id)
      store.released.push(id)
    },
  },
  {
    name: 'agreed',
    title: 'Declaration',
    hint: 'What you tell us is right, as far as you know.',
    kind: 'declaration',
    statement: 'I agree',
    missing: 'Select that you agree to go on',
  },
]

async function hold(store: Store, { name, type, content }: SentFile): Promise<Held> {
  if (store.failing) throw store.failing
  store.begun += 1
  const bytes = await buffer(content).catch((error: unknown) => {
    store.failed += 1
    throw error
  })
  if (bytes.includes('virus')) throw new Problem('invalid-request', 'This file is not taken.')
  const id = `upload-${store.files.size + store.released.length + 1}`
  store.files.set(id, { name, type, bytes })
  return { id, until: store.until ?? new Date(Date.now() + 3_600_000).toISOString() }
}

const when = (name: string, day: string, month: string, year: string) => ({
  [`${name}-day`]: day,
  [`${name}-month`]: month,
  [`${name}-year`]: year,
})
const letters = (line1: string, town: string, postcode: string) => ({
  'letters-line1': line1,
  'letters-line2': '',
  'letters-town': town,
  'letters-postcode': postcode,
})

/** For each question: what is right, the answer that comes of it, how the check page shows it; what is wrong and what is said. */
export const given: Record<
  string,
  { right: Filled; answer: Answer; shown: string; missing: string; wrong?: Filled; said?: string }
> = {
  name: {
    right: { name: 'Test Person' },
    answer: 'Test Person',
    shown: 'Test Person',
    missing: 'Enter your full name',
    wrong: { name: 'x'.repeat(201) },
    said: 'Your answer must be 200 characters or fewer',
  },
  story: {
    right: { story: 'It rains\nin.' },
    answer: 'It rains\nin.',
    shown: 'It rains in.',
    missing: 'Enter what has happened',
    wrong: { story: 'x'.repeat(501) },
    said: 'Your answer must be 500 characters or fewer',
  },
  people: {
    right: { people: '3' },
    answer: 3,
    shown: '3',
    missing: 'Enter how many people live there',
    wrong: { people: '17' },
    said: 'Your answer must be between 1 and 16',
  },
  rent: {
    right: { rent: '£1,200.50' },
    answer: 120050,
    shown: '£1,200.50',
    missing: 'Enter how much the rent is',
    wrong: { rent: 'a lot' },
    said: 'Enter the rent in pounds, like 650 or 650.50',
  },
  since: {
    right: when('since', '3', '11', '2020'),
    answer: '2020-11-03',
    shown: '3 November 2020',
    missing: 'Enter a date',
    wrong: when('since', '31', '2', '2020'),
    said: 'Enter a real date',
  },
  seen: {
    right: { ...when('seen', '1', '7', '2026'), 'seen-time': '9:30am' },
    answer: '2026-07-01T08:30:00.000Z',
    shown: '1 July 2026 at 9:30am',
    missing: 'Enter when you saw it',
    wrong: { ...when('seen', '1', '7', '2026'), 'seen-time': 'early' },
    said: 'Enter a time, like 9:30am or 2pm',
  },
  stay: {
    right: { 'stay-amount': '3', 'stay-unit': 'months' },
    answer: 'P3M',
    shown: '3 months',
    missing: 'Enter how long you stay',
    wrong: { 'stay-amount': '3', 'stay-unit': '' },
    said: 'Select minutes, hours, days, weeks, months or years',
  },
  notice: {
    right: { 'notice-amount': '4' },
    answer: 'P4W',
    shown: '4 weeks',
    missing: 'Enter how long your notice is',
    wrong: { 'notice-amount': 'four' },
    said: 'Enter a whole number that is 1 or more',
  },
  pets: {
    right: { pets: 'no' },
    answer: false,
    shown: 'No',
    missing: 'Select yes if you have pets',
    wrong: { pets: 'perhaps' },
    said: 'Select yes if you have pets',
  },
  home: {
    right: { home: 'flat' },
    answer: 'flat',
    shown: 'A flat',
    missing: 'Select what kind of home it is',
    wrong: { home: 'boat' },
    said: 'Select what kind of home it is',
  },
  council: {
    right: { council: 'c7' },
    answer: 'c7',
    shown: 'Council 7',
    missing: 'Select a council',
    wrong: { council: 'c99' },
    said: 'Select a council',
  },
  needs: {
    right: { needs: ['ramp', 'lift'] },
    answer: ['ramp', 'lift'],
    shown: 'A ramp A lift',
    missing: 'Select what you need',
    wrong: { needs: ['ramp', 'none'] },
    said: 'Select “None of these”, or select any of the others',
  },
  contact: {
    right: { contact: 'text', 'contact-phone': '07700 900 982' },
    answer: { phone: '07700900982' },
    shown: '07700900982',
    missing: 'Select how we should contact you',
    wrong: { contact: 'email', 'contact-email': 'me' },
    said: 'Enter an email address in the correct format, like name@example.com',
  },
  letters: {
    right: letters('1 Lantern Row', 'Exampleton', 'zz991ab'),
    answer: { address: { lines: ['1 Lantern Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' } },
    shown: '1 Lantern Row Exampleton ZZ99 1AB',
    missing: 'Enter where we should send letters',
    wrong: letters('1 Lantern Row', 'Exampleton', 'ZZ'),
    said: 'Enter a full UK postcode, like ZZ99 1AB',
  },
  visit: {
    right: { visit: 'Tuesday 8 December 9am' },
    answer: 'Tuesday 8 December 9am',
    shown: '9am',
    missing: '',
    wrong: { visit: 'Sunday 9am' },
    said: 'Select when we should come',
  },
  proof: {
    right: { proof: fileOf('photo.jpg', 5000) },
    answer: 'upload-1',
    shown: 'photo.jpg',
    missing: 'Upload a proof of your address',
    wrong: { proof: fileOf('program.exe', 5000, 'proof.pdf') },
    said: 'The selected file must be a PDF or JPG',
  },
  agreed: { right: { agreed: 'yes' }, answer: true, shown: 'I agree', missing: 'Select that you agree to go on' },
}
