import { useEffect, useRef } from 'preact/hooks'
import { linkTo, route } from '../route.ts'

/**
 * The parts of a page, each with an address of its own: links, so that the browser's way back works. Where a phone has no room for all of them, the
 * one that is looked at is brought into sight.
 */
export function Tabs({
  label,
  tabs,
}: {
  label: string
  tabs: readonly { path: readonly string[]; text: string }[]
}) {
  const current = route.value.path.join('/')
  const query = Object.fromEntries(route.value.query)
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  return (
    <nav class="tabs" aria-label={label} ref={nav}>
      {tabs.map(({ path, text }, place) => (
        <a
          key={text}
          href={linkTo(path, query)}
          aria-current={
            path.join('/') === current || (place === 0 && current === path[0]) ? 'page' : undefined
          }
        >
          {text}
        </a>
      ))}
    </nav>
  )
}
