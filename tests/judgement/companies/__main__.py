"""How hard the simulated companies are for the naive rule: `python -m tests.judgement.companies [seed] [people]`."""

import sys

from tests.judgement.companies.naive import AT_TRIES, PUBLISHED, is_hard_enough, measure
from tests.judgement.companies.scenarios import FEW_TRIES, GENERATORS, SCENARIOS, VARIANTS, companies

HEAD = (
    f"{'generator':<10}{'scenario':<40}{'people':>7}{'false pairs':>12}{'design':>7}{'people':>8}{'from 3rd':>9}"
    f"{'found':>7}{'reach':>7}{'level at ' + '/'.join(map(str, AT_TRIES)):>19}{'flat':>6}{'scatter':>8}"
)


def main(seed: int = 1, people: int = 2400) -> int:
    """Print one line for each generator and scenario, shares in per cent; 1 where one is too easy or too hard."""
    print(HEAD)
    astray = 0
    for generator in GENERATORS:
        for scenario in (*SCENARIOS, *FEW_TRIES, *VARIANTS):
            naive = measure(companies(scenario, generator, seed, people))
            levels = " / ".join(f"{level:.2f}" for level in naive.levels)
            design = f"{PUBLISHED[scenario.key]:.0%}" if scenario.key in PUBLISHED else ""
            right = is_hard_enough(scenario.key, naive.false_pairs)
            astray += not right
            print(
                f"{generator:<10}{scenario.key:<40}{naive.people:>7}{naive.false_pairs:>12.1%}{design:>7}"
                f"{naive.false_people:>8.1%}{naive.false_pairs_from_third:>9.1%}{naive.found:>7.1%}{naive.reach:>7.1%}"
                f"{levels:>19}{naive.flat_level:>6.2f}{naive.scatter:>8.2f}{'' if right else '  not as hard as asked'}",
                flush=True,
            )
    return min(astray, 1)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
