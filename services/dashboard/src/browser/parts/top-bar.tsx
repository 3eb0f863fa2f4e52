import { link } from '../link/live.ts'
import { isSignedIn, session, signOut } from '../link/session.ts'
import { linkTo } from '../route.ts'
import { language } from '../words/language.ts'
import { shellWords } from '../words/shell.ts'
import { SoundControl } from './sound/sound-control.tsx'

export function TopBar() {
  const words = shellWords()
  const other = language.value === 'id' ? 'en' : 'id'
  return (
    <div class="bar">
      <a class="brand" href={linkTo([])}>
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
          <path d="M12 2c4 5 7 8.6 7 12.5a7 7 0 0 1-14 0C5 10.6 8 7 12 2z" />
        </svg>
        Jernih
      </a>
      {isSignedIn.value && <SoundControl />}
      {session.value !== null && (
        <p class="link" id="link">
          <span class="bar-text">
            {{ lost: words.lostShort, live: words.live, waiting: words.waiting }[link.value]}
          </span>
        </p>
      )}
      <button
        class="quiet"
        id="language"
        type="button"
        lang={other}
        aria-label={other === 'en' ? 'EN, English' : 'ID, Bahasa Indonesia'}
        onClick={() => {
          language.value = other
        }}
      >
        {other.toUpperCase()}
      </button>
      {isSignedIn.value && (
        <button
          class="quiet sign-out"
          id="sign-out"
          type="button"
          title={words.signOut}
          onClick={() => void signOut()}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4" />
          </svg>
          <span class="bar-text">{words.signOut}</span>
        </button>
      )}
    </div>
  )
}
