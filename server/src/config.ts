/** Every setting: its name, type, default, whether it is secret, and why it is there. Each has a `NAME_FILE` twin that names a file to read it from. */
import { readFileSync } from 'node:fs'
import { isLimit, limitIn, plansIn, type Budget, type Limits } from './domain/allowance.ts'
import { artefactNames, artefacts, lifetimesWith } from './domain/artefact.ts'
import { signUps } from './domain/credential.ts'
import { Failure } from './domain/failure.ts'
import { errorsAt, headersIn, isShare } from './domain/watching.ts'
import { doorNames, type DoorName, type PrivacyFacts } from './domain/privacy.ts'
import { partOf, ratesIn, type Rates } from './domain/rate.ts'

type Setting = {
  readonly name: string
  readonly why: string
  readonly secret?: true
  readonly default: string | null
  /** What is wrong with a value, or null. */
  readonly fault: (value: string) => string | null
}

const shownLifetimes = () => Object.entries(artefacts).map(([name, { processMs, sharedMs }]) => `${name}=${processMs / 1000}${sharedMs === null ? '' : `/${sharedMs / 1000}`}`).join(' ')
const text = () => null
const url = (...protocols: string[]) => (value: string) => (URL.canParse(value) && protocols.includes(new URL(value).protocol) ? null : `must be an address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`)
const whole = (from: number, to: number) => (value: string) => (/^\d{1,9}$/.test(value) && Number(value) >= from && Number(value) <= to ? null : `must be a whole number from ${from} to ${to}`)
const dollars = (value: string) => (isLimit(value) ? null : 'must be an amount of dollars, such as 2 or 0.50, or none')
const oneOf = (...values: string[]) => (value: string) => (values.includes(value) ? null : `must be one of ${values.join(', ')}`)

export const settings = [
  { name: 'PORT', default: '3000', fault: whole(0, 65535), why: 'The port of the page and the API; 0 takes any free one.' },
  { name: 'HOST', default: '127.0.0.1', fault: text, why: 'The address to listen on; 0.0.0.0 for the whole network.' },
  { name: 'PUBLIC_URL', default: null, fault: url('http:', 'https:'), why: 'Where people reach this installation. With https, cookies are sent over https only.' },
  { name: 'SOURCE_URL', default: null, fault: url('http:', 'https:'), why: 'Where the source of what runs here can be had, for the link on every page; the project’s own repository when not set and package.json names one. Whoever runs a changed Mluv for others owes them the source of their changes (AGPL, section 13).' },
  { name: 'TRUST_PROXY', default: 'false', fault: oneOf('true', 'false'), why: 'Whether X-Forwarded-For and X-Forwarded-Proto are believed: only behind a proxy of your own.' },
  { name: 'MLUV_DATA', default: './data', fault: text, why: 'The folder of the embedded installation: everything it keeps.' },
  { name: 'DATABASE_URL', default: null, secret: true, fault: url('postgres:', 'postgresql:'), why: 'A PostgreSQL server (15 or newer) instead of the embedded one.' },
  { name: 'DATABASE_POOL_MAX', default: '20', fault: whole(1, 1000), why: 'Connections of a process for statements. A few more listen, hold locks and ask whether the database is there; a server takes 100 in all, where it is not told otherwise.' },
  { name: 'DATABASE_WAIT_MS', default: '10000', fault: whole(1, 600_000), why: 'How long a request waits for one of them before it is told that there is too much to do.' },
  { name: 'DATABASE_STATEMENT_MS', default: '10000', fault: whole(100, 600_000), why: 'What a statement may take, and how long a transaction may stand still.' },
  { name: 'REDIS_URL', default: null, secret: true, fault: url('redis:', 'rediss:'), why: 'A Redis or Valkey server in which several processes share what they remember. Without it each remembers for itself; when it fails, answers are slower.' },
  { name: 'CACHE_ENABLED', default: 'true', fault: oneOf('true', 'false'), why: 'Whether answers are remembered at all. A request with `Cache-Control: no-cache` is answered anew in any case.' },
  { name: 'CACHE_MEMORY_MB', default: '32', fault: whole(1, 100_000), why: 'Megabytes of what a process remembers; what was not asked for longest goes first.' },
  { name: 'CACHE_LIFETIMES', default: null, fault: (value) => (lifetimesWith(value) ? null : `must read like home=300/3600 session=60/60; there are ${artefactNames.join(', ')}, and a session has 300 at most`), why: `Other lifetimes than these, in seconds, in a process and (after the slash) shared, or in a process that shares nothing: ${shownLifetimes()}. A change ends what it changes at once, whatever stands here.` },
  { name: 'CACHE_GRACE_SECONDS', default: '60', fault: whole(0, 3600), why: 'How long past its lifetime the last answer is given while the database does not answer.' },
  { name: 'MLUV_WORK', default: 'true', fault: oneOf('true', 'false'), why: 'Whether a process that serves also does the work behind the scenes; false where `npm start -- work` runs beside it.' },
  { name: 'LEAVE_SECONDS', default: '0', fault: whole(0, 3600), why: 'How long a process that is told to stop goes on serving, with `/ready` refusing, before it takes no more turns: until whoever shares out the learners among several has seen it. 0 where there is one.' },
  { name: 'LATE_MS_MAX', default: '50', fault: whole(0, 60_000), why: 'How many milliseconds a process may be late and wait for its database, for a second, before it asks those who come to try again in a moment; those who are here go on. 0: it takes everybody, however slowly. Where fewer than twenty are here, everybody is taken.' },
  { name: 'RATE_LIMIT_PER_MINUTE', default: '30', fault: whole(0, 1_000_000), why: 'Turns and checks per learner and minute; 0 is no limit.' },
  { name: 'GUESTS_PER_HOUR', default: '120', fault: whole(0, 1_000_000), why: 'New guests per address and hour; 0 is no limit. This machine itself is not limited.' },
  { name: 'SIGNUP', default: 'open', fault: oneOf(...signUps), why: 'Who may be new: `open` everybody, `invite` whoever has an invitation of an operator’s (`POST /api/v1/admin/invitations`), `closed` nobody. Who is known comes back in any case.' },
  { name: 'MLUV_OPERATOR_TOKEN', default: null, secret: true, fault: (value) => (value.length >= 20 ? null : 'must have at least 20 characters'), why: 'The operator signs in with it. Without it, one is made and printed at the first start.' },
  { name: 'MLUV_CONTENT', default: null, fault: text, why: 'A folder of scenarios, small talk and words instead of the one that comes along.' },
  { name: 'OPENAI_API_KEY', default: null, secret: true, fault: text, why: 'Lets a model answer, correct, hear and speak.' },
  { name: 'OPENAI_BASE_URL', default: 'https://api.openai.com/v1', fault: url('http:', 'https:'), why: 'Another server that speaks the same protocol, such as Ollama or vLLM.' },
  { name: 'MLUV_CHAT_MODEL', default: null, fault: text, why: 'The one model of OpenAI or of that server that answers and corrects; without it gpt-4.1-mini, and at OpenAI gpt-4.1 where it pays.' },
  { name: 'MLUV_CHAT_URL', default: null, fault: url('http:', 'https:'), why: 'A server for the model alone, such as Ollama. Where it has no key of its own, OPENAI_API_KEY is sent.' },
  { name: 'MLUV_CHAT_KEY', default: null, secret: true, fault: text, why: 'Its key, where it asks for one.' },
  { name: 'MLUV_STT_URL', default: null, fault: url('http:', 'https:'), why: 'A server that turns speech into text, such as speaches or whisper.cpp. Where it has no key of its own, OPENAI_API_KEY is sent.' },
  { name: 'MLUV_STT_KEY', default: null, secret: true, fault: text, why: 'Its key, where it asks for one.' },
  { name: 'MLUV_STT_MODEL', default: 'gpt-4o-mini-transcribe', fault: text, why: 'Its model.' },
  { name: 'MLUV_TTS_URL', default: null, fault: url('http:', 'https:'), why: 'A server that speaks, instead of espeak-ng. Where it has no key of its own, OPENAI_API_KEY is sent.' },
  { name: 'MLUV_TTS_KEY', default: null, secret: true, fault: text, why: 'Its key, where it asks for one.' },
  { name: 'MLUV_TTS_MODEL', default: 'gpt-4o-mini-tts', fault: text, why: 'Its model.' },
  { name: 'MLUV_TTS_VOICE', default: 'coral', fault: text, why: 'Its voice.' },
  { name: 'ANTHROPIC_API_KEY', default: null, secret: true, fault: text, why: 'Lets models of Anthropic answer and correct.' },
  { name: 'MISTRAL_API_KEY', default: null, secret: true, fault: text, why: 'Lets models of Mistral answer, correct and hear.' },
  { name: 'GOOGLE_API_KEY', default: null, secret: true, fault: text, why: 'Lets models of Google (Gemini) answer and correct.' },
  { name: 'DEEPSEEK_API_KEY', default: null, secret: true, fault: text, why: 'Lets models of DeepSeek answer and correct.' },
  { name: 'DASHSCOPE_API_KEY', default: null, secret: true, fault: text, why: 'Lets models of Alibaba (Qwen) answer and correct.' },
  { name: 'GROQ_API_KEY', default: null, secret: true, fault: text, why: 'Lets models of Groq answer, correct and hear.' },
  { name: 'DEEPGRAM_API_KEY', default: null, secret: true, fault: text, why: 'Lets models of Deepgram hear while somebody still speaks.' },
  { name: 'ELEVENLABS_API_KEY', default: null, secret: true, fault: text, why: 'Lets models of ElevenLabs speak.' },
  { name: 'MLUV_CHAT_MODELS', default: null, fault: text, why: 'Which models answer and correct, in the order in which they are tried, such as `mistral/mistral-small-2603 own/qwen3:8b`; `own` is the server of MLUV_CHAT_URL. Without it, a light and a strong one of each vendor that has a key.' },
  { name: 'MLUV_STT_MODELS', default: null, fault: text, why: 'Which models hear, in the same way.' },
  { name: 'MLUV_TTS_MODELS', default: null, fault: text, why: 'Which voices speak, in the same way, such as `elevenlabs/eleven_flash_v2_5@21m00Tcm4TlvDq8ikWAM`.' },
  { name: 'MLUV_EMBEDDING_MODELS', default: null, fault: text, why: 'Which models tell what texts have in common, in the same way.' },
  { name: 'MLUV_VENDOR_URLS', default: null, fault: text, why: 'Other addresses of vendors, or vendors that are not known here but speak the OpenAI protocol, such as `together=https://api.together.xyz/v1`.' },
  { name: 'MLUV_VENDOR_KEYS', default: null, secret: true, fault: text, why: 'Keys of vendors that have no setting of their own, such as `together=…`.' },
  { name: 'MLUV_VENDOR_RATES', default: null, fault: (value) => (ratesIn(value) ? null : 'must read like openai=500/200000 groq=30: a vendor, or vendor/model, and how many requests a minute and (after the slash) tokens'), why: 'What vendors take from this installation within a minute: requests and (after the slash) tokens, such as `openai=500/200000 groq=30`; a model has a rate of its own as `openai/gpt-4.1=…`. What is more waits for a moment, learner by learner, and then the next provider is asked. Without it, each model is asked for what its vendor says with its answers that it still takes; set it for vendors that do not say, or to leave some of it to others.' },
  { name: 'MLUV_SERVING_PROCESSES', default: '1', fault: whole(1, 10_000), why: 'How many processes serve: each keeps to its part of those rates.' },
  { name: 'MLUV_PRICES', default: null, fault: text, why: 'A file of prices and models, where the list that comes along is out of date: docs/providers.md.' },
  { name: 'ADAPTIVE_MODELS', default: 'true', fault: oneOf('true', 'false'), why: 'Whether each turn is given the model that it needs: a light one for beginners and easy turns, a strong one for what is hard. With false the first one answers all.' },
  { name: 'BUDGET_DAY_USD', default: '2', fault: dollars, why: 'What all learners together may cost a day, in US dollars: some 400 turns with the default models. A day is that of UTC; `none` is no limit, 0 is nothing at all. The defaults bound what a key costs that was set and forgotten.' },
  { name: 'BUDGET_MONTH_USD', default: '20', fault: dollars, why: 'The same, a month.' },
  { name: 'BUDGET_GUESTS_DAY_USD', default: '1', fault: dollars, why: 'What all guests together may cost a day: those without a verified address to whom no operator gave a plan. Anybody can become one.' },
  { name: 'BUDGET_LEARNER_DAY_USD', default: '0.50', fault: dollars, why: 'What one learner may cost a day.' },
  { name: 'BUDGET_LEARNER_MONTH_USD', default: '5', fault: dollars, why: 'The same, a month.' },
  { name: 'PLANS', default: null, fault: (value) => (plansIn(value) ? null : 'must read like school=0.05/1.00 friends=none/5: a name in small letters, and dollars a day and a month'), why: 'Other limits for learners to whom an operator gives them: names, each with the dollars that one learner may cost a day and (after the slash) a month.' },
  { name: 'OVER_BUDGET', default: 'offline', fault: oneOf('offline', 'refuse'), why: 'What happens where nothing is left to spend: Honzík answers without a model and says so, or turns are refused.' },
  { name: 'OPERATOR_EMAIL', default: null, fault: (value) => (/^[^\s<>@]+@[^\s<>@]+$/.test(value) ? null : 'must be an address, such as me@example.org'), why: 'Who is told by letter when half, three quarters, nine tenths and all of the budget of the installation or of its guests is spent; without it, or without SMTP_URL, the log tells it. It stands on `/privacy` as whom learners ask.' },
  { name: 'SMTP_URL', default: null, secret: true, fault: url('smtp:', 'smtps:'), why: 'A mail server, with its user and password: for links to sign in, for OPERATOR_EMAIL, and for reminders to those who asked for them and have a verified address. Without it, nobody can sign in by letter, and the log says that there was something to send.' },
  { name: 'MAIL_FROM', default: 'Mluv <mluv@localhost>', fault: (value) => (/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(value) ? null : 'must be an address, such as Mluv <mluv@example.org>'), why: 'Who letters are from; mail servers want an address that is theirs to send from.' },
  { name: 'TELEGRAM_BOT_TOKEN', default: null, secret: true, fault: (value) => (/^\d{3,20}:[\w-]{8,100}$/.test(value) ? null : 'must be a token that @BotFather gave, such as 123456:ABC-DEF…'), why: 'A bot of your own, in which learners can talk with the tutor: @BotFather gives one.' },
  { name: 'TELEGRAM_UPDATES', default: 'auto', fault: oneOf('auto', 'webhook', 'polling'), why: 'How its messages come: brought to PUBLIC_URL, or fetched. `auto` has them brought where PUBLIC_URL begins with https. Several processes need `webhook`.' },
  { name: 'TELEGRAM_API_URL', default: 'https://api.telegram.org', fault: url('http:', 'https:'), why: 'A Bot API server of your own.' },
  { name: 'KEEP_TURNS_DAYS', default: null, fault: whole(1, 100_000), why: 'How long what was said is kept; for ever when not set. Stars, days, totals, cards and words stay in any case.' },
  { name: 'METRICS_PORT', default: null, fault: whole(0, 65535), why: 'A port of its own for what Prometheus reads (`/metrics`) and `/health`: for `npm start -- work`, which has no other, and where several processes serve, for each. 0 takes any free one. docs/operating.md.' },
  { name: 'METRICS_HOST', default: '127.0.0.1', fault: text, why: 'The address of that port. Any but this machine’s own needs METRICS_TOKEN.' },
  { name: 'METRICS_TOKEN', default: null, secret: true, fault: (value) => (/^[\x21-\x7e]{20,500}$/.test(value) ? null : 'must have at least 20 characters, and no blanks'), why: 'Who sends it (`Authorization: Bearer …`) is told the figures, there and at `/metrics` of the page’s port, without being an operator.' },
  { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', default: null, fault: url('http:', 'https:'), why: 'A collector of traces that speaks OTLP over HTTP, such as `http://127.0.0.1:4318` (OpenTelemetry, Jaeger, Tempo): each turn is recorded there, with its stages, calls, statements and jobs, and nobody’s words. Nothing is recorded where it is not set. docs/operating.md.' },
  { name: 'OTEL_EXPORTER_OTLP_HEADERS', default: null, secret: true, fault: (value) => (headersIn(value) ? null : 'must read like authorization=Bearer%20…,x-scope=mluv'), why: 'What it wants to be sent along, such as a key: `name=value,other=value`, with what is special written as in addresses.' },
  { name: 'OTEL_SERVICE_NAME', default: 'mluv', fault: (value) => (/^[\w.-]{1,100}$/.test(value) ? null : 'must be one word'), why: 'What this installation is called there.' },
  { name: 'OTEL_TRACES_SAMPLER_ARG', default: '1', fault: (value) => (isShare(value) ? null : 'must be a share from 0 to 1, such as 0.1'), why: 'Which share of them is recorded. Whoever asks within a trace of their own (`traceparent`) decides that for it.' },
  { name: 'SENTRY_DSN', default: null, secret: true, fault: (value) => (errorsAt(value) ? null : 'must be an address as Sentry gives it, such as https://key@host/1'), why: 'Who is told of errors, besides the log: Sentry, GlitchTip, or whatever else takes its envelopes. Where it was thrown goes there, and no message and nobody’s words.' },
  { name: 'SENTRY_ENVIRONMENT', default: 'production', fault: (value) => (/^[\w.-]{1,64}$/.test(value) ? null : 'must be one word'), why: 'What this installation is called there.' },
  { name: 'LOG_LEVEL', default: 'warn', fault: oneOf('debug', 'info', 'warn', 'error', 'silent'), why: 'How much is logged. Words, voices, names and keys never are.' },
] as const satisfies readonly Setting[]

export type SettingName = (typeof settings)[number]['name']
export type Config = Readonly<Record<SettingName, string | null>>

/** All settings, checked. Throws one `Failure` that names every fault. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const faults: string[] = []
  const config = Object.fromEntries(
    settings.map((setting: Setting) => {
      const value = valueOf(setting, environment, faults)
      const fault = value === null ? null : setting.fault(value)
      if (fault) faults.push(`${setting.name} ${fault}.`)
      return [setting.name, value]
    }),
  ) as Config
  if (faults.length > 0) throw new Failure('invalid', `The settings are not right:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
  return Object.freeze(config)
}

function valueOf({ name, default: otherwise }: Setting, environment: Readonly<Record<string, string | undefined>>, faults: string[]): string | null {
  const plain = environment[name]?.trim() || undefined
  const file = environment[`${name}_FILE`]?.trim() || undefined
  if (plain !== undefined && file !== undefined) faults.push(`${name} and ${name}_FILE are both set; keep one.`)
  if (plain !== undefined || file === undefined) return plain ?? otherwise
  try {
    return readFileSync(file, 'utf8').trim() || otherwise
  } catch {
    faults.push(`${name}_FILE names a file that cannot be read.`)
    return null
  }
}

/** What learners are told of the settings; of models, `asked` tells. */
export function toldOf(config: Config): Pick<PrivacyFacts, 'open' | 'isEncrypted' | 'operatorEmail' | 'keepTurnsDays' | 'rememberedMs' | 'backsUp'> {
  const lifetimes = Object.values(lifetimesWith(config.CACHE_LIFETIMES ?? '')!)
  const isSet: Readonly<Record<DoorName, boolean>> = { page: true, api: true, telegram: config.TELEGRAM_BOT_TOKEN !== null, mail: config.SMTP_URL !== null, push: true }
  return {
    open: doorNames.filter((door) => isSet[door]),
    isEncrypted: config.PUBLIC_URL?.startsWith('https:') ?? false,
    operatorEmail: config.OPERATOR_EMAIL,
    keepTurnsDays: config.KEEP_TURNS_DAYS === null ? null : Number(config.KEEP_TURNS_DAYS),
    rememberedMs: config.CACHE_ENABLED === 'false' ? null : Math.max(...lifetimes.flatMap(({ processMs, sharedMs }) => [processMs, sharedMs ?? 0])),
    backsUp: config.DATABASE_URL === null,
  }
}

/** What may be spent, and what happens where nothing is left. */
export function spendingOf(config: Config): { readonly budget: Budget; readonly overBudget: 'offline' | 'refuse' } {
  const limits = (day: string | null, month: string | null): Limits => ({ day: limitIn(day ?? 'none'), month: limitIn(month ?? 'none') })
  return {
    budget: {
      installation: limits(config.BUDGET_DAY_USD, config.BUDGET_MONTH_USD),
      guests: limits(config.BUDGET_GUESTS_DAY_USD, null),
      learner: limits(config.BUDGET_LEARNER_DAY_USD, config.BUDGET_LEARNER_MONTH_USD),
      plans: plansIn(config.PLANS ?? '')!,
    },
    overBudget: config.OVER_BUDGET === 'refuse' ? 'refuse' : 'offline',
  }
}

/** What vendors take from each process. */
export function ratesOf({ MLUV_VENDOR_RATES, MLUV_SERVING_PROCESSES }: Config): Rates {
  const rates = partOf(ratesIn(MLUV_VENDOR_RATES ?? '')!, Number(MLUV_SERVING_PROCESSES))
  if (rates === null) throw new Failure('invalid', `MLUV_VENDOR_RATES is less than one a minute for each of ${MLUV_SERVING_PROCESSES} processes (MLUV_SERVING_PROCESSES).`)
  return rates
}

/** Who can be asked, as settings have it. */
export function modelsOf(config: Config) {
  const or = (value: string | null) => value ?? undefined
  return {
    openaiApiKey: or(config.OPENAI_API_KEY), openaiBaseUrl: or(config.OPENAI_BASE_URL),
    chatUrl: or(config.MLUV_CHAT_URL), chatKey: or(config.MLUV_CHAT_KEY), chatModel: or(config.MLUV_CHAT_MODEL),
    sttUrl: or(config.MLUV_STT_URL), sttKey: or(config.MLUV_STT_KEY), sttModel: or(config.MLUV_STT_MODEL),
    ttsUrl: or(config.MLUV_TTS_URL), ttsKey: or(config.MLUV_TTS_KEY), ttsModel: or(config.MLUV_TTS_MODEL), ttsVoice: or(config.MLUV_TTS_VOICE),
    vendorKeys: config, moreUrls: or(config.MLUV_VENDOR_URLS), moreKeys: or(config.MLUV_VENDOR_KEYS),
    chatModels: or(config.MLUV_CHAT_MODELS), sttModels: or(config.MLUV_STT_MODELS), ttsModels: or(config.MLUV_TTS_MODELS), embeddingModels: or(config.MLUV_EMBEDDING_MODELS),
    prices: or(config.MLUV_PRICES),
  }
}

/** As package.json names it. */
export type Repository = string | { readonly url: string }

/** Where the source of what runs here can be had; null where nobody says. */
export function sourceUrlOf({ SOURCE_URL: set }: Pick<Config, 'SOURCE_URL'>, repository: Repository | undefined): string | null {
  const named = (typeof repository === 'string' ? repository : repository?.url)?.replace(/^git\+/, '').replace(/\.git$/, '')
  return set ?? (named !== undefined && /^https?:\/\//.test(named) ? named : null)
}

/** The page `docs/configuration.md`. */
export function describeSettings(): string {
  const rows = settings.map(({ name, default: otherwise, why, ...rest }) => `| \`${name}\` | ${otherwise === null ? '' : `\`${otherwise}\``} | ${why}${'secret' in rest ? ' Secret.' : ''} |`)
  return `# Settings\n\nAll of them are environment variables. Each has a twin that ends in \`_FILE\` and names a file to read the value from.\n\n| name | default | what it is for |\n|---|---|---|\n${rows.join('\n')}\n`
}
