// Each write of a line holds up the whole process, and under load there are hundreds a second: those of a moment are written
// at once. Nothing but SIGKILL loses them.

let waiting = ''
let timer: NodeJS.Timeout | undefined
const moment = 20

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
  },
}

process.on('exit', flush)
