/** A length of time as a clock shows it. @param {number} second @returns {string} 07:42, past an hour 75:10 */
export function onClock(second) {
  return [Math.floor(second / 60), Math.floor(second) % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
