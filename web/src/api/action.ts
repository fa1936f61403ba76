// Changing things through the API from components: idempotent retries, what to refresh afterwards, and the error kept for the form.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError, data_of } from './client';
import { Intent } from './idempotency';
import { invalidate, should_retry } from './query';

// A type, not an interface: openapi-fetch wants something indexable by header name.
export type Keyed = {
  'Idempotency-Key': string;
};

interface Options<Input, Output> {
  /** Path prefixes whose queries the change makes stale. */
  refresh?: string[];
  done?: (output: Output, input: Input) => void;
  failed?: (error: Error) => void;
}

export function useAction<Input, Output>(
  call: (input: Input, headers: Keyed) => Promise<{ data?: Output }>,
  options: Options<Input, Output> = {},
) {
  const queries = useQueryClient();
  const intent = useRef(new Intent());
  return useMutation<Output, Error, Input>({
    mutationFn: (input) => data_of(call(input, { 'Idempotency-Key': intent.current.key_for(input) })),
    retry: should_retry,
    onSuccess: (output, input) => {
      intent.current.settled();
      options.done?.(output, input);
      if (options.refresh) void invalidate(queries, ...options.refresh);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status < 500) intent.current.settled();
      options.failed?.(error);
    },
  });
}
