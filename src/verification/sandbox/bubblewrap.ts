import { limited } from './limits.ts'
import type { Mechanism } from './mechanism.ts'
import { views } from './views.ts'

/** https://github.com/containers/bubblewrap: the sandbox that Flatpak uses. */
export const bubblewrap: Mechanism = {
  name: 'bubblewrap',
  level: 'isolated',
  wrap(job, tools) {
    const { bwrap } = tools.programs
    if (!bwrap) return undefined
    const apart = ['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--hostname', 'compose']
    // Postgres refuses to run as root, so nothing in here does.
    const user = ['--uid', '1000', '--gid', '1000']
    const fresh = ['--proc', '/proc', '--dev', '/dev', '--perms', '1777', '--tmpfs', '/tmp', '--tmpfs', '/home/compose']
    const binds = views(job, tools).flatMap((view) => {
      if (view.kind === 'link') return ['--symlink', view.from, view.to]
      return [view.kind === 'read-only' ? '--ro-bind' : '--bind', view.from, view.to]
    })
    const end = ['--remount-ro', '/', '--chdir', job.options.folder, '--', ...limited(job.line, tools, true)]
    return [bwrap, ...apart, ...user, ...fresh, ...binds, ...end]
  },
}
