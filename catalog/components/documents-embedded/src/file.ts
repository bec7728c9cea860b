import { Problem } from '@composed/kit'
import { fileTypeFromBuffer } from 'file-type'
import type { SentFile } from './shapes.ts'

/** A file that may be taken: its bytes, and a name whose ending is that of what it is. */
export interface TakenFile {
  name: string
  bytes: Buffer
}

/** What is taken, none of which runs by itself: what it begins with → the ending of its name, and others that are as good. */
const taken: Record<string, readonly [ending: string, ...others: string[]]> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'application/pdf': ['pdf'],
}

const longest = 100
const most = 10 * 1024 * 1024

/**
 * What kind of file it is shows in its content: neither its name nor whoever sends it is believed. Nothing in it is read further or
 * unpacked.
 *
 * @throws Problem invalid-request for what is no base64, or conflict, in words for people, for a kind that is not taken
 */
export async function fileIn({ name, content }: SentFile): Promise<TakenFile> {
  const bytes = Buffer.from(content, 'base64')
  // Node passes over what is none.
  if (bytes.length === 0 || bytes.toString('base64') !== content)
    throw new Problem('invalid-request', 'The content of the file is not base64.', [
      { pointer: '/body/file/content', detail: 'is not base64' },
    ])
  // As many characters of base64 stand for one byte more.
  if (bytes.length > most) throw new Problem('conflict', 'The selected file must be smaller than 10MB.')
  const kind = (await fileTypeFromBuffer(bytes.subarray(0, 4100)))?.mime ?? ''
  const endings = Object.hasOwn(taken, kind) ? taken[kind] : undefined
  if (endings === undefined) throw new Problem('conflict', 'The selected file must be a PDF, JPG or PNG.')
  return { name: named(name, endings), bytes }
}

/** With the ending of what it is, so that what it is opened with does not hang on what somebody called it. */
function named(name: string, [ending, ...others]: readonly [string, ...string[]]): string {
  const said = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase()
  const fits = said !== undefined && [ending, ...others].includes(said)
  const bare = fits ? name.slice(0, -said.length - 1) : name
  // Neither hidden nor, with a dot or a space at its end, another one to a system that drops these.
  const plain = bare.replace(/[<>:"|?*\\/]/g, '_').replace(/^[.\s]+|[.\s]+$/g, '') || 'file'
  const kept = [...plain].slice(0, longest - 5).join('')
  return `${kept}.${fits ? said : ending}`
}
