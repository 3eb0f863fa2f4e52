import { installOffer, isAppleUninstalled } from '../../app/install.ts'
import { pushWords } from './push-words.ts'

/** Puts the screen among the device's apps, where the browser offers that; on iOS how to do it by hand. */
export function Install() {
  const words = pushWords()
  const offer = installOffer.value
  if (isAppleUninstalled) return <p>{words.installOnIos}</p>
  if (!offer) return null
  const install = async () => {
    // An offer may be taken up once.
    installOffer.value = null
    await offer.prompt()
  }
  return (
    <div class="actions">
      <button type="button" onClick={install}>
        {words.install}
      </button>
    </div>
  )
}
