/** Gives the current time in seconds from some fixed origin; handed in, so that tests can bring their own. */
export type Clock = () => number;

/** Monotonic seconds since the process (or thread) started. */
export const monotonicClock: Clock = () => performance.now() / 1000;
