/** Every error as a problem document, whoever threw it: ours, Fastify's, a parser's, or a bug. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Failure, type FailureCode } from '../../domain/failure.ts'
import type { House } from '../house.ts'
import { problemOf } from '../render.ts'

/** What Fastify and its plugins refuse, as failures of ours. Their own texts may quote the request, so none is passed on. */
const refusals: Readonly<Record<number, readonly [FailureCode, string]>> = {
  400: ['invalid', 'The request could not be read.'],
  401: ['unauthorized', 'Sign in first.'],
  403: ['forbidden', 'This is not allowed.'],
  404: ['not-found', 'There is nothing here.'],
  405: ['invalid', 'This address does not take such a request.'],
  406: ['invalid', 'This cannot be given in the form that was asked for.'],
  408: ['invalid', 'The request took too long to arrive.'],
  413: ['too-large', 'This is too large.'],
  414: ['too-large', 'The address is too long.'],
  415: ['unsupported', 'Send JSON (application/json), or a form with a recording (multipart/form-data).'],
  429: ['busy', 'Too many requests. Wait a moment.'],
  431: ['too-large', 'The headers are too large.'],
}

export function failureOf(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error
  const { statusCode, validation, validationContext, code } = error as FastifyError
  if (validation) {
    const fields = validation.map(({ instancePath, message, params }) => {
      const { missingProperty, additionalProperty } = params as { missingProperty?: string; additionalProperty?: string }
      return { field: instancePath || `/${missingProperty ?? additionalProperty ?? ''}`.slice(0, 100), detail: message ?? 'is not right' }
    })
    return new Failure('invalid', `The ${validationContext === 'querystring' ? 'address' : (validationContext ?? 'request')} is not right: ${fields[0]!.detail}.`, { fields, cause: error })
  }
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return new Failure('invalid', 'The request has no body.', { cause: error })
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    const [ours, sentence] = refusals[statusCode] ?? refusals[400]!
    return new Failure(ours, sentence, { cause: error })
  }
  return error
}

export function answerWithProblem(house: House) {
  return function (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const failure = failureOf(error)
    const problem = problemOf(failure)
    house.seen.refused('http', failure)
    // What is not available was said to whoever asked, and `/ready` tells it; only a bug is news.
    if (problem.code === 'internal') house.log.error('request-failed', failure, { route: request.routeOptions.url, method: request.method, status: problem.status })
    if (failure instanceof Failure && failure.retryAfterMs !== undefined) reply.header('Retry-After', Math.ceil(failure.retryAfterMs / 1000))
    if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer')
    return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  }
}
