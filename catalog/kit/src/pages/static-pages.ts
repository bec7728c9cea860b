import type { FastifyInstance } from 'fastify'
import { type Organisation, reachedBy } from '../organisation.ts'
import { page, type Site } from './visit.ts'

type Text = {
  heading: string
  sections: Section[]
}

interface Section {
  heading?: string
  paragraphs: string[]
}

const accessibility = (organisation: Organisation | undefined): Text => ({
  heading: 'Accessibility statement',
  sections: [
    {
      paragraphs: [
        'This service is made to be used by as many people as possible. You should be able to use it with a keyboard, with a screen reader, with text made larger and with JavaScript turned off.',
        'Its pages use the components of GOV.UK Frontend, which are built to the Web Content Accessibility Guidelines (WCAG) version 2.2, level AA.',
      ],
    },
    {
      heading: 'How it was tested',
      paragraphs: [
        'The pages are checked with automated tests, which look for mistakes in their structure and go through the whole service with JavaScript turned off.',
        'Automated tests do not find every problem. The service has not yet been audited by people, so we do not claim that it meets the guidelines in full.',
      ],
    },
    {
      heading: 'If you have a problem',
      paragraphs: organisation
        ? [
            `If you cannot use a part of this service, tell ${organisation.name}. It must give you the same service in another way.`,
            ...reachedBy(organisation.contact),
          ]
        : [
            'If you cannot use a part of this service, contact the organisation that sent you here. It must give you the same service in another way.',
          ],
    },
  ],
})

/** Whom to ask about personal data. */
function responsible({ name, contact, privacy }: Organisation): string[] {
  const asked = privacy ? `Ask ${privacy.name} about it.` : `Ask ${name} about it.`
  return [`${name} is responsible for what you send here. ${asked}`, ...reachedBy(privacy ?? contact)]
}

const textsFor = (noun: string, organisation: Organisation | undefined): Record<string, Text> => ({
  accessibility: accessibility(organisation),
  privacy: {
    heading: 'Privacy',
    sections: [
      {
        paragraphs: [
          `We use the answers you give to deal with your ${noun}: to decide on it, to tell you what happens and to keep a record of what was done.`,
          'Only staff whose work it is to deal with it can see your answers.',
        ],
      },
      {
        heading: 'How long your answers are kept',
        paragraphs: [
          'Answers you have not sent are deleted after you have not used the service for 2 hours.',
          `Answers you have sent are kept with your ${noun}, and deleted when the time the organisation has set for its records is over.`,
        ],
      },
      {
        heading: 'Your rights',
        paragraphs: [
          'You can ask the organisation that runs this service for a copy of what it holds about you, and ask it to correct or delete it.',
          ...(organisation ? responsible(organisation) : []),
          'If you are not content with the answer, you can complain to the Information Commissioner’s Office.',
        ],
      },
    ],
  },
  cookies: {
    heading: 'Cookies',
    sections: [
      {
        paragraphs: [
          'Cookies are small files saved on your phone, tablet or computer when you visit a website.',
          'This service uses one cookie. It is essential: it remembers your answers, or that you are signed in, while you use the service. It is deleted when you close your browser, and stops working when you have not used the service for 2 hours.',
          'The pages where you sign in use essential cookies too. One of them is kept for 180 days: it recognises your browser, so that nobody who tries passwords can lock you out.',
          'There are no cookies that measure how you use the service, and none from other organisations. That is why we do not ask you to accept cookies.',
        ],
      },
    ],
  },
})

/** Of a service that keeps nothing. */
export const textsOfNothingKept = (organisation: Organisation | undefined): Record<string, Text> => ({
  accessibility: accessibility(organisation),
  privacy: {
    heading: 'Privacy',
    sections: [
      {
        paragraphs: [
          'We use the answers you give to show you what follows from them, and for nothing else.',
          'They are kept nowhere: they are in the page you see, and are forgotten as soon as it has been sent to you.',
        ],
      },
      {
        heading: 'Your rights',
        paragraphs: [
          'As we hold nothing about you, there is nothing to give you a copy of, to correct or to delete.',
          'If you are not content with this, you can complain to the Information Commissioner’s Office.',
        ],
      },
    ],
  },
  cookies: {
    heading: 'Cookies',
    sections: [
      {
        paragraphs: [
          'Cookies are small files saved on your phone, tablet or computer when you visit a website.',
          'This service uses none.',
        ],
      },
    ],
  },
})

/** The pages every public service owes: short, and true of any service made with the kit. */
export function staticRoutes(app: FastifyInstance, site: Site, organisation: Organisation | undefined): void {
  for (const [path, text] of Object.entries(textsFor(site.pages.noun, organisation))) {
    app.get(
      `/${path}`,
      page(site, (visit) => visit.show('text', text)),
    )
  }
}
