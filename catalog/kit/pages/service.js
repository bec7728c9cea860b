import { initAll } from '/assets/govuk-frontend.min.js'

// The class says that scripts run; without it every component stays as it is without JavaScript.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
