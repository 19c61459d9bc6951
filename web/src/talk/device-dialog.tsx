/** How somebody talks on this device: with sound or without, and whether they read first what they said. */
import { useEffect, useState } from 'react'
import { Tick } from '../account/tick.tsx'
import { Select } from '../kit/choice.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { useTalkingWords } from '../words/talking/words.ts'
import { naturalAmong, onVoices } from './browser-voices.ts'
import type { Device } from './device.ts'

/** `voice`: of this browser, that speaks now; null where the server does. */
type DeviceProps = { readonly device: Device; readonly voice: string | null; readonly onDevice: (device: Device) => void; readonly onClose: () => void }

export function DeviceDialog({ device, voice, onDevice, onClose }: DeviceProps) {
  const { device: text } = useTalkingWords()
  const [voices, setVoices] = useState<readonly SpeechSynthesisVoice[]>([])
  useEffect(() => onVoices((all) => setVoices(naturalAmong(all))), [])
  const options = [...voices.map(({ name }) => ({ value: name, label: text.voiceOfBrowser(name) })), { value: 'server', label: text.voiceOfMluv }]
  return (
    <Dialog title={text.title} onClose={onClose}>
      <div className="grid gap-4">
        <Choice label={text.textOnly} help={text.textOnlyHelp} checked={device.textOnly} onChange={(textOnly) => onDevice({ ...device, textOnly })} />
        {!device.textOnly && <Choice label={text.readFirst} help={text.readFirstHelp} checked={device.readFirst} onChange={(readFirst) => onDevice({ ...device, readFirst })} />}
        {!device.textOnly && voices.length > 0 && <Select label={text.voice} help={text.voiceHelp} value={voice ?? 'server'} options={options} onChoose={(chosen) => onDevice({ ...device, voice: chosen })} />}
      </div>
      <p className="mt-5 text-sm text-soft">{text.kept}</p>
    </Dialog>
  )
}

type ChoiceProps = { readonly label: string; readonly help: string; readonly checked: boolean; readonly onChange: (checked: boolean) => void }

function Choice({ label, help, checked, onChange }: ChoiceProps) {
  return (
    <div>
      <Tick label={label} checked={checked} onChange={onChange} />
      <p className="pl-8 text-sm text-soft">{help}</p>
    </div>
  )
}
