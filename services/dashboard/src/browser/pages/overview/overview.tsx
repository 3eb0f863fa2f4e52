import { sites } from '../../link/live.ts'
import { linkTo } from '../../route.ts'

export function Overview() {
  return (
    <ul>
      {sites.value?.map(({ id, name }) => (
        <li key={id}>
          <a href={linkTo(['sites', id])}>{name}</a>
        </li>
      ))}
    </ul>
  )
}
