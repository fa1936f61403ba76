// Puts the server's field errors (RFC 9457 `errors: [{path, code, detail}]`) on the form's own fields.
import { ApiError } from '@/api/client';

/** "/steps/0/action", "steps[0].action", "$.steps[0].action", "body.steps.0.action" → "steps.0.action", the form's way to write it. */
export function field_path(path: string): string {
  return path
    .replace(/^\$\.?/, '')
    .replace(/^\/?body[./]/, '')
    .replace(/\[(\d+)\]/g, '.$1')
    .replaceAll('/', '.')
    .replace(/^\.+/, '');
}

/**
 * Splits a refusal into what fields can show and the rest. `names` maps the API's field to the form's where they differ
 * (`amount_minor` → `amount`); `fields` are the form's fields.
 */
export function split_refusal(error: unknown, fields: string[], names: Record<string, string> = {}): { on_fields: Record<string, string>; rest: string[] } {
  const on_fields: Record<string, string> = {};
  const rest: string[] = [];
  if (!(error instanceof ApiError)) return { on_fields, rest };
  for (const { path, detail, code } of error.errors) {
    const place = field_path(path);
    const field = names[place] ?? place;
    const top = field.split('.')[0]!;
    const text = detail || code;
    if (fields.includes(field) || (fields.includes(top) && field !== top)) on_fields[field] ??= text;
    else rest.push(place ? `${place}: ${text}` : text);
  }
  return { on_fields, rest };
}
