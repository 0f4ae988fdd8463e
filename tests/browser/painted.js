/**
 * What is hard to read in figures, each painted in the lesson that is open: pale words, words that are cut off, and words
 * that lie on each other. Letters have empty space above and below them, so heights are taken with less care than widths.
 */
([figures, dark]) => {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const lesson = document.querySelector("article.lesson");
  lesson.innerHTML = figures.map(([name, html]) => `<div data-name="${name}">${html}</div>`).join("");
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    pixel.clearRect(0, 0, 1, 1); pixel.fillStyle = colour; pixel.fillRect(0, 0, 1, 1);
    return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => {
    const [r, g, b] = rgb(colour).map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((one, other) => other - one);
    return (high + .05) / (low + .05);
  };
  const ground = getComputedStyle(document.documentElement).backgroundColor;
  const wrong = [], EMPTY = 4; // px
  for (const svg of lesson.querySelectorAll("svg")) {
    const name = svg.closest("[data-name]").dataset.name, frame = svg.getBoundingClientRect();
    if (frame.width > innerWidth - 32 + 1) wrong.push(`${name}: ${frame.width} wide`);
    const texts = [...svg.querySelectorAll("text")].map((text) => [text, text.getBoundingClientRect()]);
    for (const [text, box] of texts) {
      const said = `${name}: “${text.textContent.trim()}”`, ratio = contrast(getComputedStyle(text).fill, ground);
      if (ratio < 4.5) wrong.push(`${said} has a contrast of ${ratio.toFixed(1)}`);
      const [left, right] = [frame.left - box.left, box.right - frame.right];
      const out = Math.max(left, right, frame.top - box.top - EMPTY, box.bottom - frame.bottom - EMPTY);
      if (out > 1.5) wrong.push(`${said} is cut off by ${out.toFixed(0)} px`);
    }
    for (const [i, [one, a]] of texts.entries()) for (const [other, b] of texts.slice(i + 1)) {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 2 * EMPTY) {
        wrong.push(`${name}: “${one.textContent.trim()}” lies on “${other.textContent.trim()}”`);
      }
    }
  }
  return wrong;
}
