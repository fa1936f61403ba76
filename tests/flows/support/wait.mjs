// Waiting without sleeping blindly: ask again until the answer is there, and fail with what was last seen.
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Calls `probe` until it returns something truthy, which is the result; what it throws counts as "not yet". */
export async function eventually(probe, { within_ms = 5000, every_ms = 25, what = 'it' } = {}) {
  const deadline = performance.now() + within_ms;
  let last;
  for (;;) {
    try {
      const answer = await probe();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`${what} did not happen within ${within_ms} ms`, { cause: last });
    }
    await sleep(every_ms);
  }
}
