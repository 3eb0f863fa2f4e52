import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import './style/shell.css'
import { render } from 'preact'
import { installWorker } from './app/install.ts'
import { App } from './app.tsx'
import { readSession } from './link/session.ts'
import './theme.ts'
import { rememberLanguage } from './words/remember-language.ts'

rememberLanguage()
const root = document.getElementById('app')
if (root) render(<App />, root)
void readSession()
installWorker()
