import { randomBytes } from 'node:crypto'

const consonants = 'bdfghjklmnprstvz'
const vowels = 'aiou'

/**
 * A random password that can be read out: five proquints (https://arxiv.org/html/0901.4016), 80 random bits.
 * @returns for example `lusab-babad-gutih-tugad-hinos`
 */
export function firstPassword(): string {
  const bytes = randomBytes(10)
  return [0, 2, 4, 6, 8].map((offset) => proquint(bytes.readUInt16BE(offset))).join('-')
}

function proquint(word: number): string {
  const consonant = (shift: number) => consonants.charAt((word >> shift) & 15)
  const vowel = (shift: number) => vowels.charAt((word >> shift) & 3)
  return consonant(12) + vowel(10) + consonant(6) + vowel(4) + consonant(0)
}
