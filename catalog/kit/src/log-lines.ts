// Each write of a line holds up the whole process, and under load there are hundreds a second that say what was answered:
// those of a moment are written at once. Nothing but SIGKILL loses them, and what is a warning or worse waits for nothing.

let waiting = ''
let timer: NodeJS.Timeout | undefined
const moment = 20
/** Information and below, as pino writes it. */
const ordinary = /^\{"level":[123]0,/

function flush(): void {
  clearTimeout(timer)
  timer = undefined
  const lines = waiting
  waiting = ''
  if (lines) process.stdout.write(lines)
}

/** Where the loggers of all components in this process write to. */
export const logLines = {
  write(line: string): void {
    if (!waiting) timer = setTimeout(flush, moment)
    waiting += line
    if (!ordinary.test(line)) flush()
  },
}

process.on('exit', flush)
