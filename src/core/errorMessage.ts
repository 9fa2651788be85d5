/** What a thrown value says of itself, whatever it is. Never throws, as `String` does for some objects. */
export function errorMessage(error: unknown): string {
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    return Object.prototype.toString.call(error);
  }
}
