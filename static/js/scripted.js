/**
 * A scripted customer, played from its script: the same steps as lms/practice/customers.py, for a page without network.
 */

/** @typedef {{id: string, say: string, reply: string, leads: string, opens: string | null, closes: string | null,
 *   feedback: string, best: boolean}} Saying */
/** @typedef {{id: string, fact: string, matters: string, shut: string}} Fact */
/** @typedef {{you: string, facts: Fact[], nodes: {id: string, who: string, says: string, options: Saying[]}[],
 *   ends: {id: string, text: string, reached: boolean}[]}} Script */
/** @typedef {{who: string, words: string, own: boolean, told: boolean}} Bubble */
/** @typedef {{talk: Bubble[], sayings: Saying[], found: string[], choices: Saying[],
 *   end: {text: string, reached: boolean} | null}} Play */

/** All of a play. Throws for what cannot be said there. @param {Script} script @param {string[]} said @returns {Play} */
export function replay(script, said) {
  const closed = new Set();
  const play = /** @type {Play} */ ({ talk: [], sayings: [], found: [], choices: [], end: null });
  let here = script.nodes[0];
  const hear = (/** @type {string} */ who, /** @type {string} */ words, told = false) => words && play.talk.push({ who, words, own: false, told });
  const arrive = (/** @type {string} */ name) => {
    const node = script.nodes.find((one) => one.id === name);
    here = node ?? here;
    if (node) hear(node.who, node.says);
    play.choices = node?.options ?? [];
    play.end = script.ends.find((one) => one.id === name) ?? null;
  };
  arrive(here.id);
  for (const id of said) {
    const saying = play.choices.find((one) => one.id === id);
    if (!saying) throw new Error(`${id} cannot be said at ${here.id}`);
    const who = here.who;
    const fact = script.facts.find((one) => one.id === saying.opens);
    play.sayings.push(saying);
    play.talk.push({ who: script.you, words: saying.say, own: true, told: false });
    hear(who, saying.reply);
    if (fact && closed.has(fact.id)) hear(who, fact.shut);
    else if (fact) {
      hear(who, fact.fact, true);
      play.found.push(fact.id);
    }
    if (saying.closes) closed.add(saying.closes);
    arrive(saying.leads);
  }
  return play;
}

/** Of each fact what opens it, by a saying that stood to choose if it can be. @param {Script} script @param {Play} play */
export function uncovered(script, play) {
  const met = new Set(play.sayings);
  const stood = script.nodes.filter((node) => node.options.some((one) => met.has(one)));
  return script.facts.map((fact) => {
    const asks = (/** @type {Script["nodes"]} */ among) => among.flatMap((node) => node.options).find((one) => one.opens === fact.id);
    return {
      ...fact,
      opened: play.found.includes(fact.id),
      asked: (asks(stood) ?? asks(script.nodes))?.say ?? "",
      spoilt: play.sayings.find((one) => one.closes === fact.id)?.say ?? "",
    };
  });
}
