import { Loading } from '../../parts/loading.tsx'

export function Settings() {
  return <Loading />
}
