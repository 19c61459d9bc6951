/** Anthropic's models, which keep the beginning of a prompt only where they are told how far it goes. */
import { createAnthropic } from '@ai-sdk/anthropic'
import type { ChatMessages, ChatModel } from './chat-model.ts'
import { askOver, type Line } from './provider-call.ts'

export function anthropicChat({ baseUrl, apiKey = '', ...line }: Line, model: string): ChatModel {
  const chat = createAnthropic({ baseURL: baseUrl, apiKey, fetch: askOver(line) })(model)
  const asked = (options: Parameters<ChatModel['doStream']>[0]) => ({ ...options, prompt: keeping(options.prompt) })
  return { modelId: chat.modelId, doGenerate: (options) => chat.doGenerate(asked(options)), doStream: (options) => chat.doStream(asked(options)) }
}

/** The first message never changes in a talk: it is kept for five minutes, from its last use on. What is too short to be kept is just read. */
function keeping(prompt: ChatMessages): ChatMessages {
  const [first, ...others] = prompt
  return first?.role === 'system' ? [{ ...first, providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }, ...others] : prompt
}
