import { mark } from './payloads.ts'
import { encoded } from './requests.ts'

/** A reference as people vary it, which its type makes plain: the same item. */
export const variedKeys = (reference: string): string[] => [
  reference.toLowerCase(),
  reference.replaceAll('-', ''),
  reference.replaceAll('-', '%2D-'),
  [...reference].map((one) => `%${one.charCodeAt(0).toString(16)}`).join(''),
  ...['%2C', '%20', '%00', '%E2%80%8B'].map((end) => `${reference}${end}`),
  ...['%20', '%00', '%EF%BB%BF'].map((start) => `${start}${reference}`),
]

/** Keys as they stand in an address that are no item at all, most of them made of one. */
export function oddKeys(reference: string): string[] {
  const wide = reference.replace(/[A-Z]/, (one) => String.fromCodePoint(one.charCodeAt(0) + 0xfee0))
  const ends = `, ,x ,${reference} %2c${reference} %252C %2F %2F.. %2Fnotes %5C %0d%0aX-${mark}:1 %3F %23 ;x=1 %3Bx .json ~ %`
  const starts = `, %252C ..%2F .%2F %2F x%2F..%2F % %00%00x ${encoded('＃')}`
  const alone = `, ,,,, x,y . .. ... %2e %2e%2e %252e %252e%252e % %z %zz %f %c3%28 %ff %ed%a0%80 %F0%9F%98 %25 %5F * 0 -1 true null`
  const names = '__proto__ constructor toString csv new entry at undefined NaN [object%20Object]'
  return [
    ...ends.split(' ').map((end) => `${reference}${end}`),
    ...starts.split(' ').map((start) => `${start}${reference}`),
    ...alone.split(' '),
    ...names.split(' '),
    ...[`' OR 1=1--`, `"><${mark} onfocus=1>`, '{{7919*7907}}', wide].map(encoded),
    encodeURIComponent(encodeURIComponent(` ${reference}`)),
    'a'.repeat(5000),
  ]
}
