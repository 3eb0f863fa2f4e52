import { Loading } from '../../parts/loading.tsx'

export function Alarms() {
  return <Loading />
}
