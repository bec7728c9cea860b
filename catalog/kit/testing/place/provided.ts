import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** What tests know of the place that the run's setup started. */
    place: {
      control: string
      serviceUrl: string
      identityUrl: string
      partUrls: Record<string, string>
      clientSecret: string
      staff: { email: string; password: string }
    }
  }
}
