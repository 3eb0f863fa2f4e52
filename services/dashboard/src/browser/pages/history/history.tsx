import { Loading } from '../../parts/loading.tsx'

export function History() {
  return <Loading />
}
