"""What was hit how often: rows of functions, clauses and sources, in statements that gave rows."""

from collections import Counter

HITS_MIN = 20


class Coverage:
    def __init__(self, chance, names):
        self.chance, self.names = chance, list(names)
        self.hits = Counter()
        self.asked = Counter()  # what may fail to be hit again and again leaves room for others

    def add(self, names):
        self.hits.update(names)

    def choose(self, items, name_of):
        """One of them, rather one that was seldom hit."""
        weights = [1 / (1 + min(self.hits[name_of(item)], 4 * HITS_MIN)) for item in items]
        return self.chance.choices(items, weights)[0]

    def least(self, items, name_of):
        """One of the few that were hit, or asked for here, least."""
        shuffled = self.chance.sample(items, len(items))
        seen = lambda item: self.hits[name_of(item)] + self.asked[name_of(item)] / 2
        found = self.chance.choice(sorted(shuffled, key=seen)[:3])
        self.asked[name_of(found)] += 1
        return found

    def share(self, name, share):
        """How often to use a clause: more while it is behind."""
        return min(1.0, share * 3) if self.hits[name] < HITS_MIN else share

    def short(self):
        return [name for name in self.names if self.hits[name] < HITS_MIN]

    def report(self, width=110):
        """Lines that name every row with its hits."""
        line = ""
        for name in sorted(self.names, key=lambda name: (self.hits[name], name)):
            item = f"{self.hits[name]} × {name}"
            if line and len(line) + len(item) > width:
                yield line
                line = ""
            line += ("; " if line else "") + item
        if line:
            yield line
