import { Loading } from '../../parts/loading.tsx'

export function Work() {
  return <Loading />
}
