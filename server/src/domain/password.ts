/** Names that are signed in with, and which passwords are too easy. */

const namePattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{2,39}$/u
const lengthMin = 8
const lengthMax = 128

/** As it is compared: small letters, composed as they look. Null for what cannot be one; an address cannot, so that nobody takes somebody's. */
export function signInName(written: string): string | null {
  const name = written.normalize('NFKC').trim().toLowerCase()
  return namePattern.test(name) ? name : null
}

/** As it is hashed: however a keyboard composes its letters, it is the same. Null for what no keyboard types. */
export const plainPassword = (written: string): string | null => (written.isWellFormed() ? written.normalize('NFKC') : null)

/** Why a password is not taken; null for one that is. */
export function passwordFault(password: string, name: string): string | null {
  const length = [...password].length
  if (length < lengthMin) return `It needs at least ${lengthMin} characters.`
  if (length > lengthMax) return `It has at most ${lengthMax} characters.`
  const plain = password.toLowerCase()
  const isOfName = plain.replace(/[^\p{L}]+/gu, '') === name.replace(/[^\p{L}]+/gu, '') || plain.includes(name) && plain.length - name.length < 4
  if (isOfName) return 'It is your name, or nearly.'
  if (isCommon(plain)) return 'Many people have this one, and it is guessed first.'
  return null
}

/** One letter again and again, rows of keys and of the alphabet, and what heads the lists of leaked passwords, with figures and signs around it or without. */
function isCommon(plain: string): boolean {
  if (new Set(plain).size < 4) return true
  if (rows.some((row) => row.includes(plain) || [...row].toReversed().join('').includes(plain))) return true
  const unleet = plain.replaceAll('0', 'o').replaceAll('1', 'i').replaceAll('3', 'e').replaceAll('4', 'a').replaceAll('5', 's').replaceAll('7', 't').replaceAll('@', 'a').replaceAll('$', 's')
  return [plain, plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''), unleet, unleet.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')].some((each) => common.has(each) || common.has(each.slice(0, each.length / 2)) && isTwice(each))
}

const isTwice = (text: string): boolean => text.length % 2 === 0 && text.slice(0, text.length / 2) === text.slice(text.length / 2)

const rows = [
  '01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm', 'azertyuiopqsdfghjklmwxcvbn', 'йцукенгшщзхъфывапролджэячсмитьбю', 'йцукенгшщзхїфівапролджєячсмитьбю',
  'qazwsxedcrfvtgbyhnujmikolp', '1qaz2wsx3edc4rfv5tgb6yhn7ujm', '1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0', '!@#$%^&*()_+', '147258369', '123654789', '741852963', '987456321',
]

const common: ReadonlySet<string> = new Set(
  `password passw passwd heslo heslo123 heslicko tajneheslo mojeheslo пароль парольпароль мойпароль qwerty qwertz qwert azerty asdf asdfgh asdfghjkl
  zxcvbnm admin administrator root user guest test tester testing welcome welcom letmein login signin master secret secure changeme default temp
  temporary hello hallo ahoj ahojky ahojahoj dobryden nazdar privet привет привіт любовь любов кохання солнце сонечко наташа марина iloveyou ilovey
  lovely love loveme miluji milujite milacek miláček laska lasenka sunshine princess princezna dragon monkey football fotbal hockey hokej baseball
  basketball superman batman spiderman starwars pokemon minecraft fortnite roblox michael jordan jennifer jessica ashley charlie thomas daniel andrea
  martin martina michal michaela lukas jakub tomas petra veronika katerina kristyna monika barbora zuzana computer internet samsung iphone google
  facebook instagram telegram whatever trustno freedom killer ninja shadow mustang ferrari mercedes porsche cheese chocolate cokolada flower kvetina
  butterfly motylek summer winter autumn spring leto zima podzim jaro january monday pondeli praha prague brno ostrava plzen cesko ceskarepublika cesky
  czech ukraine ukraina україна kyiv kiev київ россия москва moskva slovensko bratislava slavie slavia sparta spartapraha banik bohemians kocicka kocour
  pejsek stenatko babicka maminka tatinek rodina kamarad mluv honzik honzík honzikhonzik abcd abc pass word access matrix phoenix soccer biteme zaq
  onetwothree nothing blahblah password1 qwerty123 abc123 p@ssw0rd passpass lolololo correcthorsebatterystaple`.split(/\s+/),
)
