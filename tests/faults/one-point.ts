/** A site of one point with one parameter, COD: `fault/outlet`. */
export const onePoint = {
  'fault.yaml': `id: fault
name: Fault
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
points:
  - { id: outlet, name: { id: Outlet, en: Outlet }, kind: outlet, parameters: { cod: {} } }
`,
}
