import { defineConfig } from 'vite'

/** A running station, for `pnpm --filter @jernih/dashboard dev`. */
const station = 'http://127.0.0.1:8080'

export default defineConfig({
  root: new URL('src/browser', import.meta.url).pathname,
  // All but the document is served below /page/; a file's name changes with what is in it.
  base: '/',
  build: {
    assetsDir: 'page',
    target: 'es2022',
    // Nothing may be written into the document or a style sheet: the content security policy asks it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { proxy: Object.fromEntries(['/api', '/session', '/sign-in'].map((path) => [path, station])) },
})
