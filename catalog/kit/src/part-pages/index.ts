export { moneyText } from '../pages/kinds/number.ts'
export { partHeaders } from './headers.ts'
export { mountPartPages, PageError, sendPage } from './mount.ts'
export { type Fault, type PageData, partRenderer, type Render } from './render.ts'
