/** A chat model of the AI SDK, whichever vendor's package it comes from, and what asking one takes. */
import type { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { nothingUsed, type Price, type Used } from '../../domain/price.ts'
import type { Usage } from '../../ports/language-model.ts'

/** The SDK's provider interface, called without its orchestration: retries, routing and deadlines are `routing`'s. */
export type ChatModel = Pick<ReturnType<ReturnType<typeof createOpenAICompatible>['chatModel']>, 'modelId' | 'doGenerate' | 'doStream'>
export type ChatMessages = Parameters<ChatModel['doStream']>[0]['prompt']

type Counted = Awaited<ReturnType<ChatModel['doGenerate']>>['usage']

/** Null where the provider does not tell. */
export function usageOf({ inputTokens, outputTokens }: Counted): Usage | null {
  if (inputTokens.total === undefined || outputTokens.total === undefined) return null
  const written = inputTokens.cacheWrite ?? 0
  return {
    inputTokens: inputTokens.total,
    cachedInputTokens: inputTokens.cacheRead ?? 0,
    outputTokens: outputTokens.total,
    ...(written > 0 ? { cacheWrittenTokens: written } : {}),
  }
}

/** Strict schemas want every property required and nothing besides. */
export const strictObject = (properties: Record<string, object>) => ({ type: 'object' as const, properties, required: Object.keys(properties), additionalProperties: false })

/** Whether the vendor takes something off for a beginning that it has seen: then a longer one, which is always the same, is the cheaper one. */
export const isDiscounted = ({ inputTokens = 0, cachedInputTokens = inputTokens }: Price): boolean => cachedInputTokens < inputTokens

/** What a vendor puts around each message, and around a prompt that asks for a schema: its own instructions, some 350 tokens at most. */
const tokensPerMessage = 16
const tokensPerSchema = 512

/**
 * No call takes more than this. A token stands for at least one byte of the text in every vocabulary that vendors use
 * (byte pairs, and pieces that fall back to bytes), so a text never has more tokens than bytes. Czech has about three
 * bytes to a token: the bound is some three times what is then used. All of it may have to be kept by the vendor anew.
 */
export function mostUsed(messages: ChatMessages, price: Price, outputTokensMax: number, schema?: object): Used {
  const texts = messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : content.map((part) => ('text' in part ? part.text : ''))))
  const instructions = schema === undefined ? 0 : Buffer.byteLength(JSON.stringify(schema)) + tokensPerSchema
  const inputTokens = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) + (messages.length + 1) * tokensPerMessage + instructions
  return { ...nothingUsed, inputTokens, outputTokens: outputTokensMax, ...(price.cacheWrittenTokens === undefined ? {} : { cacheWrittenTokens: inputTokens }) }
}
