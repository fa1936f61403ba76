import { useEffect, useMemo } from 'react';
import { split_refusal } from './refusals';

interface Form {
  getValues: () => object;
  setErrors: (errors: Record<string, string>) => void;
}

/** Shows a failed submit on the form; returns what no field could show. */
export function useRefusals(form: Form, error: unknown, names: Record<string, string> = {}): string[] {
  const { on_fields, rest } = useMemo(() => split_refusal(error, Object.keys(form.getValues()), names), [error]);
  useEffect(() => {
    if (Object.keys(on_fields).length > 0) form.setErrors(on_fields);
  }, [on_fields]);
  return rest;
}
