import './cards.css'
import './contacts.css'
import { may } from '../../link/session.ts'
import { chosenSite, SiteChoice } from '../../parts/chosen-site.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Channels } from './contacts-channels.tsx'
import { ContactList } from './contacts-list.tsx'
import { PushSubscriptions } from './contacts-push.tsx'

/** Who is told of alarms and whether that works; to a viewer, which of their own browsers are told. */
export function Contacts() {
  const site = chosenSite.value
  if (!site) return <Loading />
  return (
    <>
      {may('operator') && (
        <>
          <div class="heading-row">
            <SiteChoice />
          </div>
          <ContactList key={site.id} site={site} />
          <Channels zone={site.zone} />
        </>
      )}
      <PushSubscriptions zone={site.zone} />
    </>
  )
}
