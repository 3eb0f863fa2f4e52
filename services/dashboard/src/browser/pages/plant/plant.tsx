import { Loading } from '../../parts/loading.tsx'

export function Plant() {
  return <Loading />
}
