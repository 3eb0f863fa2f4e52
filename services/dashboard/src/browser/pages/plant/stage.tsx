import type { JSX } from 'preact'
import type { Flow } from './flow.ts'
import { words } from './words.ts'

export type StageName = keyof ReturnType<typeof words>['stages']

const tank = 'M26 20V92a4 4 0 0 0 4 4H130a4 4 0 0 0 4-4V20'
const water = 'M28 34H132V92a2 2 0 0 1-2 2H30a2 2 0 0 1-2-2z'

/** What makes each stage known at a glance, in a box of 160 by 110; the tank and its water where they are others than the usual ones. */
const drawings: Record<StageName, { tank?: string; water?: string; inside: JSX.Element }> = {
  wax: {
    inside: (
      <>
        <path class="solid" d="M29 31h34a3 3 0 0 1 0 7h-34z" />
        <path class="part" d="M68 20V76M100 44V95" />
      </>
    ),
  },
  equalisation: {
    inside: (
      <>
        <path class="part" d="M80 8V66" />
        <path class="part" d="M58 68q11-9 22-2q11-9 22 2q-11 7-22-2q-11 7-22 2z" />
        <path class="part" d="M72 8h16" />
      </>
    ),
  },
  coagulation: {
    inside: (
      <>
        <path class="part" d="M36 4H58L53 15H41zM47 15V30" />
        <path class="part" d="M96 8V68M84 68H108M88 8h16" />
        <path class="flocs" d="M44 52h0M56 70h0M48 84h0M70 58h0M72 82h0M92 84h0M112 54h0M118 78h0M106 88h0" />
      </>
    ),
  },
  settling: {
    tank: 'M26 20V62L66 93a8 8 0 0 0 5 3H89a8 8 0 0 0 5-3L134 62V20',
    water: 'M28 34H132V61L93 91a6 6 0 0 1-4 3H71a6 6 0 0 1-4-3L28 61z',
    inside: (
      <>
        <path class="solid" d="M55 82H105L93 91a6 6 0 0 1-4 3H71a6 6 0 0 1-4-3z" />
        <path class="part" d="M66 20V52M94 20V52" />
      </>
    ),
  },
  biofilter: {
    inside: (
      <g class="media">
        {[46, 60, 74].map((y, row) =>
          Array.from({ length: row === 1 ? 6 : 7 }, (_, place) => (
            <circle key={`${y} ${place}`} cx={38 + place * 14 + (row === 1 ? 7 : 0)} cy={y} r="6" />
          )),
        )}
        <path class="part" d="M28 86H132" />
      </g>
    ),
  },
  filter: {
    inside: (
      <>
        <path class="carbon" d="M28 52H132V66H28z" />
        <path class="sand" d="M28 66H132V80H28z" />
        <path class="flocs" d="M38 87h0M50 89h0M62 87h0M74 89h0M86 87h0M98 89h0M110 87h0M122 89h0" />
        <path class="part" d="M28 52H132M28 66H132M28 80H132" />
      </>
    ),
  },
  outlet: {
    tank: 'M26 20V92a4 4 0 0 0 4 4H160M134 70V20',
    water: 'M28 46H132V84H160V94H30a2 2 0 0 1-2-2z',
    inside: (
      <>
        <path class="part" d="M134 20V46M134 84V70" />
        <path class="ripple" d="M40 58q6-5 12 0t12 0t12 0M62 74q6-5 12 0t12 0t12 0" />
      </>
    ),
  },
}

export const stageNames = Object.keys(drawings) as StageName[]

/** One stage of the train between its pipes, which run across on a monitor and down on a phone. */
export function Stage(props: { name: StageName; place: number; before: Flow; after: Flow }) {
  const { name, place, before, after } = props
  const drawing = drawings[name]
  const isLast = place === stageNames.length - 1
  return (
    <li
      class="stage"
      data-stage={name}
      style={{ '--place': place, '--clear': place / (stageNames.length - 1) }}
    >
      <svg viewBox="0 0 160 110" aria-hidden="true">
        <Pipe across="M-1 50H28" down="M80 -1V30" flow={before} />
        {!isLast && <Pipe across="M132 50H161" down="M80 92V111" flow={after} />}
        <path class="water" d={drawing.water ?? water} />
        {drawing.inside}
        <path class="tank" d={drawing.tank ?? tank} />
      </svg>
      <p>{words().stages[name]}</p>
    </li>
  )
}

function Pipe({ across, down, flow }: { across: string; down: string; flow: Flow }) {
  return (
    <>
      {[across, down].map((path, way) => (
        <g key={path} class={`pipe ${way === 0 ? 'across' : 'down'}`} data-flow={flow}>
          <path class="wall" d={path} />
          <path class="bore" d={path} />
          <path class="stream" d={path} />
        </g>
      ))}
    </>
  )
}

/** A piece of pipe beside what is measured there, where the train runs down. */
export function Riser({ flow }: { flow: Flow }) {
  return (
    <svg class="riser" viewBox="0 0 160 100" preserveAspectRatio="none" aria-hidden="true">
      <g class="pipe down" data-flow={flow}>
        <path class="wall" d="M80 -1V101" />
        <path class="bore" d="M80 -1V101" />
        <path class="stream" d="M80 -1V101" />
      </g>
    </svg>
  )
}
