/** Whether a browser refused something because an administrator says so; browsers tell it in words only. */
export const isByPolicy = (error: unknown): boolean => /\bpolicy\b/i.test(String(error))
