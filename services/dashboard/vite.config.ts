import { createHash } from 'node:crypto'
import { defineConfig, type Plugin } from 'vite'

/** A running station, for `pnpm --filter @jernih/dashboard dev`. */
const station = 'http://127.0.0.1:8080'

/** Tells the service worker what the shell is: every file of this build, and a name for them all. */
function shellList(): Plugin {
  return {
    name: 'shell-list',
    // After Vite has taken out the chunks that held nothing but a style sheet.
    enforce: 'post',
    generateBundle(_options, bundle) {
      const worker = bundle['sw.js']
      if (worker?.type !== 'chunk') throw new Error('the service worker was not built as sw.js')
      const files = Object.keys(bundle).filter((name) => name.startsWith('page/'))
      const hash = createHash('sha256')
      for (const file of Object.values(bundle)) hash.update(file.type === 'chunk' ? file.code : file.source)
      const shell = { version: hash.digest('hex').slice(0, 16), files: files.map((name) => `/${name}`) }
      worker.code = worker.code.replace('__SHELL__', JSON.stringify(shell))
    },
  }
}

export default defineConfig({
  root: new URL('src/browser', import.meta.url).pathname,
  plugins: [shellList()],
  build: {
    target: 'es2022',
    // All but the document and the service worker is served below /page/.
    assetsDir: 'page',
    rolldownOptions: {
      input: {
        screen: new URL('src/browser/index.html', import.meta.url).pathname,
        sw: new URL('src/browser/app/sw.ts', import.meta.url).pathname,
      },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'page/[name]-[hash].js') },
    },
    // Nothing may be written into the document or a style sheet: the content security policy asks it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { proxy: Object.fromEntries(['/api', '/session', '/sign-in'].map((path) => [path, station])) },
})
