import { readFileSync } from 'node:fs'
import { passwordLength } from './passwords.ts'

// What attackers try first is refused, and nothing else is asked of a password: no kinds of characters, no change by the
// calendar. After https://www.ncsc.gov.uk/collection/passwords/updating-your-approach (deny lists) and NIST SP 800-63B-4,
// section 3.1.1.2 (blocklist: earlier breaches, words, repeated and sequential characters, words from the context).

/** Who chooses the password; it may not be made of this. */
export interface Chooser {
  email: string
  name?: string
}

/** Characters that must be left when what is easily guessed is taken away. */
const least = 8
/** Different characters that a password has at least. */
const different = 5

const list = JSON.parse(readFileSync(new URL('../data/common-passwords.json', import.meta.url), 'utf8')) as string[]
// A date is what people add when they are made to change a password, so its words are common without being in the list.
const dates =
  'january february march april may june july august september october november december spring summer autumn winter'
const common = new Set([...list, ...dates.split(' ')])

// Digits go round, as on a keyboard.
const rows = ['12345678901234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const runs = [...rows, ...rows.map((row) => [...row].reverse().join(''))]

/** Why a new password is refused, in words that go on from "Your new password"; undefined for one that will do. */
export function passwordFault(password: string, chooser: Chooser): string | undefined {
  const characters = [...password.normalize('NFKC')]
  if (characters.length < passwordLength.least) return `must have ${passwordLength.least} characters or more`
  if (characters.length > passwordLength.most) return `must have ${passwordLength.most} characters or fewer`
  const plain = characters.join('').toLowerCase()
  if (new Set(plain).size < different || isRepeated(plain)) return 'must not repeat a few characters'
  if (withoutRuns(plain).length < least) return 'must not be a sequence of letters or numbers'
  if (isCommon(plain)) return 'must not be one that many people use'
  const own = wordsOf(chooser).reduce((left, word) => left.replaceAll(word, ''), plain)
  if (own.length < least) return 'must not be made of your name or email address'
  return undefined
}

/** Whether it is one short text again and again. */
function isRepeated(text: string): boolean {
  const [, once] = /^(.+?)\1+$/s.exec(text) ?? []
  return once !== undefined && [...once].length < passwordLength.least
}

/** The text with every run of three neighbours or more taken out of it: abc, 321, qwer. */
function withoutRuns(text: string): string {
  let left = ''
  for (let at = 0; at < text.length; ) {
    let length = 1
    while (at + length < text.length && runs.some((run) => run.includes(text.slice(at, at + length + 1)))) length++
    if (length < 3) left += text.slice(at, at + length)
    at += length
  }
  return left
}

const disguises: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** One of the list: as it is, with digits and signs around it, or with some of its letters written as digits. */
function isCommon(plain: string): boolean {
  return [plain, bare(plain), undisguised(plain), undisguised(bare(plain)), lettersOf(plain)].some((text) =>
    common.has(text),
  )
}

const undisguised = (text: string) => text.replaceAll(/[013457@$!]/g, (sign) => disguises[sign] ?? sign)

const bare = (text: string) => text.replace(/^[^a-z]+/, '').replace(/[^a-z]+$/, '')
const lettersOf = (text: string) => text.replaceAll(/[^a-z]/g, '')

/** Words of three letters or more, the longest first, so that none hides in another. */
function wordsOf({ email, name = '' }: Chooser): string[] {
  const plain = `${email} ${name}`.normalize('NFKC').toLowerCase()
  const [local = '', domain = ''] = email.toLowerCase().split('@')
  const words = [email.toLowerCase(), local, domain, ...plain.split(/[^\p{L}\p{N}]+/u)]
  return [...new Set(words)].filter((word) => word.length >= 3).sort((a, b) => b.length - a.length)
}
