import type { Render } from '@composed/kit/part-pages'
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'

/** The pages that oidc-provider itself asks for. */
export interface ProviderPages {
  headers: Record<string, string>
  signOut(context: KoaContextWithOIDC, form: string): void
  signedOut(context: KoaContextWithOIDC): void
  error(context: KoaContextWithOIDC, out: ErrorOut): void
}

export function providerPages(render: Render, headers: Record<string, string>): ProviderPages {
  function show(context: KoaContextWithOIDC, html: string): void {
    context.type = 'html'
    context.body = html
  }
  return {
    headers,
    signOut: (context, form) => show(context, render('sign-out', { heading: 'Do you want to sign out?', form })),
    signedOut: (context) => show(context, render('pages/part-message', { heading: 'You are signed out', lines: [] })),
    // Not `error_description`: it may quote what was sent.
    error: (context, out) => {
      const lines = ['Go back to the service and start again.', `If it happens again, tell the service: ${out.error}.`]
      show(context, render('pages/part-message', { heading: 'Sorry, sign-in did not work', lines }))
    },
  }
}
