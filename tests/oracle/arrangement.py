"""What must not matter: the order of records within grace, how many partitions they lie in, how
many lanes read them. Generated statements over the same records, arranged anew, give the same table,
which is PostgreSQL's; and so do those over windows when each is shown once, as it closes.

Only columns that such an arrangement leaves alone are used: not partition, "offset", topic.
"""

import random
import re

import cases
import datasets
import features
import tables
from compare import difference
from coverage import Coverage
from product import EmbeddedBroker
from query import QueryMaker

GRACE_MS = 1000  # the setting's default
STATEMENTS = 30  # of all kinds, and as many over windows
RECORDS_MIN = 30
ARRANGEMENTS = ((1, 1), (1, 4), (2, 1), (2, 2), (8, 1), (8, 2), (8, 4))  # partitions, lanes
FINISHED_AT_THE_END = {
    "ROLLUP",
    "CUBE",
    "GROUPING SETS",
    "DISTINCT of groups",
    "subquery",
    "WITH",
    "UNION ALL",
    "window of a subquery",
    "window of a timestamp",
}
ARRANGED = re.compile(r'(?<!\w)(partition|topic|"offset")(?!\w)')


def fixed_columns(dataset):
    atoms = [atom for atom in dataset.atoms if not ARRANGED.search(atom.sql)]
    return dataset._replace(atoms=atoms)


def shuffled(records, partitions, chance):
    """The records, each at most grace away from its place in time; a key in any partition."""
    placed = sorted(records, key=lambda record: record["timestamp"] + chance.random() * GRACE_MS)
    return [{**record, "partition": chance.randrange(partitions)} for record in placed]


def is_final(query):
    """Whether its groups are of windows, over records: they close one by one."""
    return "GROUP BY window" in query.names and not query.names & FINISHED_AT_THE_END


def is_chosen(dataset, kind):
    return dataset.kind == kind and len(dataset.records) >= RECORDS_MIN


def statements(both, seed):
    chance = random.Random(f"{seed} arrangements")
    data = [
        fixed_columns(next(d for d in datasets.all_datasets(seed) if is_chosen(d, kind)))
        for kind in ("lines", "orders", "documents")
    ]
    maker = QueryMaker(chance, Coverage(chance, features.all_names()), data, has_order=False)
    made = []
    while len(made) < 2 * STATEMENTS:
        query = maker.make()
        table = both.theirs(query.theirs)
        if table.rows and (is_final(query) or len(made) < STATEMENTS):
            made.append((query, table))
    return data, made


def check_arrangements(report, both, seed):
    """The topics of the run are in `both`."""
    data, made = statements(both, seed)
    for number, (partitions, lanes) in enumerate(ARRANGEMENTS):
        chance = random.Random(f"{seed} arrangement {number}")
        names = {dataset.topic: f"arranged_{dataset.topic}" for dataset in data}
        topics = [option for name in names.values() for option in ("--topic", name)]
        with EmbeddedBroker(*topics, "--partitions", str(partitions)) as broker:
            for dataset in data:
                tables.produce(
                    broker.bootstrap,
                    names[dataset.topic],
                    shuffled(dataset.records, partitions, chance),
                )
            for what, some, settings in (
                ("in another order", made, {}),
                ("emit=final", [one for one in made if is_final(one[0])], {"emit": "final"}),
            ):
                check_arrangement(
                    report,
                    both,
                    some,
                    names,
                    f"{partitions} partitions, {lanes} lanes, {what}",
                    bootstrap=broker.bootstrap,
                    settings={"lanes": lanes, **settings},
                )


def check_arrangement(report, both, made, names, what, **program):
    ours = both.ours([cases.renamed(query.sql, names) for query, _ in made], **program)
    wrong = []
    for (query, theirs), table in zip(made, ours):
        differs = difference(table, theirs, query.order, query.rough, query.grouped)
        if differs:
            wrong.append(f"{cases.renamed(query.sql, names)}\n  {differs}")
    report.say(not wrong, f"{what}: the same {len(made)} tables", "\n".join(wrong[:3]))
