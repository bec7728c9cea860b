import { ComposeError, type ErrorCode } from './errors.ts'

interface Fault {
  /** What the system's code means, to stand after the name of a file. */
  is: string
  next: string
  /** `bad-option` where the name that was given is at fault, not the machine. */
  code?: ErrorCode
}

const again = 'run the same command again.'
const permission = { is: 'you may not read or write there', next: 'choose another folder, or change its permissions.' }
const busy = { is: 'it is in use', next: `wait until nothing else uses it, and ${again}` }
const broken = { is: 'the disk reported a fault', next: 'check it, and choose another folder.' }
const unable = { is: 'that file system cannot do it', next: 'choose another folder.' }
const scarce = `end other programs, and ${again}`

/** What a system answers when it, or a name that was given to it, is the reason: never a bug of ours. */
const faults: Readonly<Record<string, Fault>> = {
  EACCES: permission,
  EPERM: permission,
  EROFS: { is: 'that file system is read-only', next: 'choose another folder.' },
  ENOSPC: { is: 'the disk is full', next: `free some space and ${again}` },
  EDQUOT: { is: 'your disk quota is used up', next: `free some space and ${again}` },
  EFBIG: { is: 'the file is larger than is allowed here', next: `raise the limit (ulimit -f) and ${again}` },
  ENOENT: { is: 'it, or a folder above it, is not there', next: 'make it first, or choose another folder.' },
  ENOTDIR: { is: 'something above it is not a folder', next: 'choose another folder.' },
  EISDIR: { is: 'it is a folder', next: 'name a file.' },
  ENOTEMPTY: { is: 'something else was put there meanwhile', next: again },
  ENAMETOOLONG: { is: 'the name is too long', next: 'choose a shorter one.', code: 'bad-option' },
  ELOOP: { is: 'its symbolic links lead in a circle', next: 'name the folder itself.', code: 'bad-option' },
  EILSEQ: { is: 'that file system knows no such name', next: 'choose a plainer one.', code: 'bad-option' },
  EMFILE: { is: 'too many files are open', next: `raise the limit (ulimit -n) and ${again}` },
  ENFILE: { is: 'too many files are open on this machine', next: scarce },
  ENOMEM: { is: 'there is no memory left', next: scarce },
  EAGAIN: { is: 'the machine can give no more just now', next: scarce },
  EBUSY: busy,
  ETXTBSY: busy,
  EIO: broken,
  ENXIO: broken,
  ENODEV: broken,
  ESTALE: broken,
  ENOSYS: unable,
  ENOTSUP: unable,
  EPIPE: { is: 'nobody reads it any more', next: again },
}

/** A fault of the machine in words; undefined for anything else. */
export function faultIn(error: unknown): (Fault & { errno: string }) | undefined {
  const errno = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  const fault = errno === undefined || error instanceof ComposeError ? undefined : faults[errno]
  return fault && { ...fault, errno: errno! }
}

/** The same as an error with a next step: exit 3, or 2 for a name that cannot be. */
export function machineFault(error: unknown): ComposeError | undefined {
  const fault = faultIn(error)
  if (!fault) return undefined
  const { path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string }
  const where = dest ?? path ?? syscall
  return new ComposeError(fault.code ?? 'environment', `${where ? `${where}: ` : ''}${fault.is} (${fault.errno}).`, {
    suggestion: capital(fault.next),
    cause: error,
  })
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
