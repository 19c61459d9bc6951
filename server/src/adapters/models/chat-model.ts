/** A chat model of the AI SDK, whichever vendor's package it comes from, and what asking one costs. */
import type { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { Usage } from '../../ports/language-model.ts'

/** The SDK's provider interface, called without its orchestration: retries, routing and deadlines are `routing`'s. */
export type ChatModel = ReturnType<ReturnType<typeof createOpenAICompatible>['chatModel']>
export type ChatMessages = Parameters<ChatModel['doStream']>[0]['prompt']

type Counted = Awaited<ReturnType<ChatModel['doGenerate']>>['usage']

/** Null where the provider does not tell. */
export function usageOf({ inputTokens, outputTokens }: Counted): Usage | null {
  if (inputTokens.total === undefined || outputTokens.total === undefined) return null
  return { inputTokens: inputTokens.total, cachedInputTokens: inputTokens.cacheRead ?? 0, outputTokens: outputTokens.total }
}
