/** What the files that run Mluv elsewhere say: `compose.yaml`, `ops/kubernetes`, `railway.json`. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'

const project = join(import.meta.dirname, '../../..')
export const readText = (path: string): string => readFileSync(join(project, path), 'utf8')
export const readYaml = (path: string): unknown => parse(readText(path), { merge: true }) as unknown

export type Composed = {
  readonly services: Readonly<Record<string, Contained>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>
  readonly volumes: Readonly<Record<string, null>>
}
export type Contained = {
  readonly image: string
  readonly profiles?: readonly string[]
  readonly restart?: string
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly networks?: readonly string[]
  readonly network_mode?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly mem_limit?: string
  readonly stop_grace_period?: string
}

export const composed = (): Composed => readYaml('compose.yaml') as Composed

/** Of these, those that run without a profile. */
export const usual = ({ services }: Composed): readonly (readonly [string, Contained])[] => Object.entries(services).filter(([, { profiles }]) => profiles === undefined)

export type Labels = Readonly<Record<string, string>>
export type Probe = { readonly httpGet: { readonly path: string; readonly port: string } }
export type Container = {
  readonly name: string
  readonly image: string
  readonly args: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value: string }[]
  readonly envFrom: readonly { readonly configMapRef?: { readonly name: string }; readonly secretRef?: { readonly name: string } }[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly startupProbe: Probe
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
  readonly resources: { readonly requests: Labels; readonly limits: Labels }
  readonly securityContext: unknown
}
export type Deployment = {
  readonly spec: {
    readonly replicas: number
    readonly selector: { readonly matchLabels: Labels }
    readonly template: {
      readonly metadata: { readonly labels: Labels }
      readonly spec: { readonly terminationGracePeriodSeconds: number; readonly securityContext: unknown; readonly containers: readonly [Container] }
    }
  }
}
export type Manifest = { readonly file: string; readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string } } & Readonly<Record<string, unknown>>

export const kubernetesFiles = (): readonly string[] => readdirSync(join(project, 'ops/kubernetes')).sort()

/** All but the kustomization, which is no resource. */
export const manifests = (): readonly Manifest[] => kubernetesFiles().filter((file) => file !== 'kustomization.yaml').flatMap((file) =>
  parseAllDocuments(readText(`ops/kubernetes/${file}`)).map((document) => ({ file, ...(document.toJS() as Omit<Manifest, 'file'>) }) as Manifest))

export const deployments = (): readonly (Manifest & Deployment)[] => manifests().filter((each): each is Manifest & Deployment => each.kind === 'Deployment')

/** `/ready` and `3000`, of everything that somebody looks at to see whether a process lives or is ready. */
export function probes(): readonly { readonly path: string; readonly port: number }[] {
  const inKubernetes = deployments().flatMap(({ spec }) => {
    const [{ ports, startupProbe, livenessProbe, readinessProbe }] = spec.template.spec.containers
    return [startupProbe, livenessProbe, readinessProbe].map(({ httpGet: { path, port } }) => ({ path, port: ports.find(({ name }) => name === port)?.containerPort ?? Number.NaN }))
  })
  const inCompose = usual(composed()).filter(([, { image }]) => image.startsWith('mluv:')).flatMap(([, { healthcheck }]) => addressesIn(healthcheck?.test.join(' ') ?? ''))
  const { deploy } = JSON.parse(readText('railway.json')) as { deploy: { healthcheckPath: string } }
  return [...inKubernetes, ...inCompose, ...addressesIn(readText('Dockerfile').replace('${process.env.PORT ?? 3000}', '3000')), { path: deploy.healthcheckPath, port: 3000 }]
}

const addressesIn = (text: string) => [...text.matchAll(/http:\/\/127\.0\.0\.1:(\d+)(\/\w+)/g)].map(([, port, path]) => ({ path: path!, port: Number(port) }))
