import { Component, type ComponentChildren } from 'preact'
import { Suspense } from 'preact/compat'
import { Failed } from './failed.tsx'
import { Loading } from './loading.tsx'

/** What is still being loaded, or failed to draw: the rest of the screen goes on. */
export class Later extends Component<{ children: ComponentChildren }, { error: unknown }> {
  override state = { error: null as unknown }

  static override getDerivedStateFromError(error: unknown) {
    return { error }
  }

  render() {
    if (this.state.error) return <Failed error={this.state.error} retry={() => location.reload()} />
    return <Suspense fallback={<Loading />}>{this.props.children}</Suspense>
  }
}
