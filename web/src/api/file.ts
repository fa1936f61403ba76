// Files of the API: documents as PDF, and as HTML to show. Fetched like everything else (same session, same errors), then saved
// or shown from memory, so that no address with a document behind it can be opened by somebody who is not signed in.
import { NoAnswer, problem_of } from './client';

export interface ApiFile {
  blob: Blob;
  /** What the server would have it saved as. */
  name: string;
}

export function name_in(disposition: string | null, otherwise: string): string {
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? otherwise;
}

/** A GET, or with a body a POST that changes nothing. */
export async function file_of(address: string, body?: unknown, signal?: AbortSignal): Promise<ApiFile> {
  let response: Response;
  try {
    response = await fetch(address, body === undefined ? { signal } : {
      method: 'POST', signal, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'X-Demarc-CSRF': '1' },
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NoAnswer(error);
  }
  if (!response.ok) throw await problem_of(response);
  return { blob: await response.blob(), name: name_in(response.headers.get('content-disposition'), 'document') };
}

export function save_file({ blob, name }: ApiFile): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
