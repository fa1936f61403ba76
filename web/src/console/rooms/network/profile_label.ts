import type { VendorProfile } from '@/api/types';

/** A copy most often keeps its title: its name tells it from the original. */
export function label_of({ title, name, is_own }: Pick<VendorProfile, 'title' | 'name' | 'is_own'>): string {
  return is_own ? `${title} (${name})` : title;
}
