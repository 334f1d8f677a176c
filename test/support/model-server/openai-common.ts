import { z } from 'zod';
import type { ErrorShape } from './types';

/** Content of a message, as both of OpenAI's APIs accept it. */
export const content = z.union([z.string(), z.array(z.object({ text: z.string() }).loose())]);

export const jsonSchema = z.record(z.string(), z.unknown());

export const textOf = (value: z.infer<typeof content>): string =>
  typeof value === 'string' ? value : value.map((part) => part.text).join('');

const BY_STATUS: Readonly<Record<number, { type: string; code: string | null; message: string }>> = {
  400: { type: 'invalid_request_error', code: null, message: 'The request is invalid.' },
  401: {
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message:
      'Incorrect API key provided: sk-…abcd. You can find your API key at ' +
      'https://platform.openai.com/account/api-keys.',
  },
  403: {
    type: 'invalid_request_error',
    code: 'unsupported_country_region_territory',
    message: 'Country, region, or territory not supported',
  },
  404: {
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: 'The model does not exist or you do not have access to it.',
  },
  429: { type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached for requests' },
  500: {
    type: 'server_error',
    code: null,
    message: 'The server had an error while processing your request. Sorry about that!',
  },
  503: {
    type: 'server_error',
    code: 'server_is_overloaded',
    message: 'Our servers are currently overloaded. Please try again later.',
  },
};

/** OpenAI's error object, which is the same in an error body and in a stream. */
export function openAiError(
  status: number,
  error: ErrorShape,
): { message: string; type: string; param: null; code: string | null } {
  const known = BY_STATUS[status] ?? (status >= 500 ? BY_STATUS[500] : BY_STATUS[400]);
  return {
    message: error.message ?? known?.message ?? 'error',
    type: error.type ?? known?.type ?? 'server_error',
    param: null,
    code: error.code ?? known?.code ?? null,
  };
}
