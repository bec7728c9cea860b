import { client, serviceToken } from '@composed/kit'
import type { operations as AddressLookup } from '../../capabilities/address-lookup/contract.ts'
import type { operations as Audit } from '../../capabilities/audit/contract.ts'
import type { operations as CaseManagement } from '../../capabilities/case-management/contract.ts'
import type { operations as Identity } from '../../capabilities/identity/contract.ts'
import type { operations as Notifications } from '../../capabilities/notifications/contract.ts'
import type { operations as PersonalData } from '../../capabilities/personal-data/contract.ts'
import { identityUrl, required } from './environment.ts'

/** This service's own access token; it has no more rights than the steps and pages need. */
const token = serviceToken({
  identityUrl: identityUrl(),
  clientId: 'service',
  clientSecret: required('IDENTITY_CLIENT_SECRET'),
  scope: 'addresses:read cases:on-behalf cases:open cases:read messages:send',
})

export const addressLookup = client<AddressLookup>('address-lookup', { url: required('ADDRESS_LOOKUP_URL'), token })
export const audit = client<Audit>('audit', { url: required('AUDIT_URL'), token })
export const caseManagement = client<CaseManagement>('case-management', { url: required('CASE_MANAGEMENT_URL'), token })
export const identity = client<Identity>('identity', { url: identityUrl(), token })
export const notifications = client<Notifications>('notifications', { url: required('NOTIFICATIONS_URL'), token })

/** The right to export and erase is asked for only where that is done. */
const personalDataToken = serviceToken({
  identityUrl: identityUrl(),
  clientId: 'service',
  clientSecret: required('IDENTITY_CLIENT_SECRET'),
  scope: 'personal-data:manage',
})

/** The parts that hold personal data. */
export const personalDataParts = [required('CASE_MANAGEMENT_URL'), identityUrl(), required('NOTIFICATIONS_URL')].map((url) => client<PersonalData>('personal-data', { url, token: personalDataToken }))
