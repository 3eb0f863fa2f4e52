import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import './style/shell.css'
import { render } from 'preact'
import { installWorker } from './app/install.ts'
import { App } from './app.tsx'
import { readSession } from './link/session.ts'
import { pageAt } from './pages/pages.ts'
import { route } from './route.ts'
import './theme.ts'
import { rememberLanguage } from './words/remember-language.ts'

rememberLanguage()
const root = document.getElementById('app')
if (root) render(<App />, root)
// Over a weak link each question in turn costs half a second: what will be wanted is asked for at once.
void readSession()
void pageAt(route.value.path)?.load()
installWorker()
