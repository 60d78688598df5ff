"""The generated statements of a run: made, asked of both, judged and counted."""

import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import datasets
import engines
import features
import finding
from compare import difference
from coverage import HITS_MIN, Coverage
from query import QueryMaker

LANES = 2  # runs side by side
SHARE_OF_ROWS_MIN = 0.80
SHARE_OF_ERRORS_MAX = 0.05
SHARE_KEPT = {False: 0.3, True: 0.3}  # of statements without rows, of those that fail
QUERIES_FOR_COVERAGE = 2000  # fewer statements can't hit everything, and shares of them say little
SHOWN_MAX = int(os.environ.get("ORACLE_SHOWN", "10"))


class Generated:
    def __init__(self, report, both, queries, seed):
        self.report, self.both, self.queries, self.seed = report, both, queries, seed
        self.chance = chance = random.Random(f"{seed} statements")
        self.coverage = Coverage(chance, features.all_names())
        data = datasets.all_datasets(seed)
        for dataset in data:
            both.load(dataset.topic, dataset.records, dataset.columns)
        self.maker = QueryMaker(chance, self.coverage, data)
        self.count = Counter()
        self.judged = []  # (query, PostgreSQL's table) of those that agree

    def batch(self, size):
        """Statements with PostgreSQL's tables. Some that give nothing, or fail, are made anew."""
        made = []
        while len(made) < size:
            query = self.maker.make()
            table = self.both.theirs(query.theirs)
            if table.rows or self.chance.random() < SHARE_KEPT[table.error is not None]:
                made.append((query, table))
        return made

    def run_batch(self, pool, made):
        """Ours of a batch, as what will be known."""
        texts = [query.sql for query, _ in made]
        share = -(-len(made) // LANES)
        return [
            pool.submit(self.both.ours, texts[i : i + share]) for i in range(0, len(made), share)
        ]

    def judge(self, query, ours, theirs):
        self.count["statements"] += 1
        wrong = difference(ours, theirs, query.order, query.rough, query.grouped)
        if wrong and self.fails_beyond_limit(query, ours, theirs):
            self.count["errors"] += 1
            return
        if wrong:
            self.count["different"] += 1
            self.save(query, wrong)
            return
        self.judged.append((query, theirs))
        if theirs.error is not None:
            self.count["errors"] += 1
        elif theirs.rows:
            self.count["with rows"] += 1
            self.coverage.add(query.names)
        else:
            self.count["empty"] += 1

    def fails_beyond_limit(self, query, ours, theirs):
        """Whether it depends on the plan if a row that LIMIT leaves out is computed, and fails."""
        one_fails = (ours.error is None) != (theirs.error is None)
        return (
            one_fails
            and "LIMIT" in query.sql
            and self.both.theirs(query.unlimited).error is not None
        )

    def save(self, query, wrong):
        if self.count["different"] > SHOWN_MAX:
            return
        number = self.count["statements"]
        folder = finding.save(self.both, f"seed-{self.seed}-{number}", query)
        self.report.say(
            False,
            f"statement {number} of seed {self.seed}",
            f"{query.sql}\n  {wrong}\nsaved as {folder}",
        )

    def run(self):
        """PostgreSQL's part of the next batch is done while ours runs the one before."""
        began, asked, sent = time.monotonic(), 0, []
        with ThreadPoolExecutor(LANES) as pool:
            while asked < self.queries:
                made = self.batch(min(self.queries - asked, LANES * engines.STATEMENTS_MAX))
                asked += len(made)
                sent.append((made, self.run_batch(pool, made)))
                if len(sent) > 1:
                    self.judge_batch(*sent.pop(0))
            for one in sent:
                self.judge_batch(*one)
        self.conclude(time.monotonic() - began)

    def judge_batch(self, made, running):
        tables = [table for future in running for table in future.result()]
        for (query, theirs), ours in zip(made, tables):
            self.judge(query, ours, theirs)

    def conclude(self, seconds):
        count, report = self.count, self.report
        total = count["statements"]
        report.note(
            f"seed {self.seed}: {total} statements in {seconds:.0f} s: {count['with rows']} with rows, "
            f"{count['empty']} empty, {count['errors']} errors on both sides, "
            f"{count['different']} different"
        )
        for line in self.coverage.report():
            report.note(line)
        report.say(
            count["different"] == 0,
            f"{total} generated statements are as in PostgreSQL",
            f"{count['different']} differ",
        )
        if total >= QUERIES_FOR_COVERAGE:
            report.say(
                count["with rows"] >= SHARE_OF_ROWS_MIN * total,
                f"{count['with rows'] * 100 // total} of 100 statements have rows",
            )
            report.say(
                count["errors"] <= SHARE_OF_ERRORS_MAX * total,
                f"errors are rare: {count['errors']} of {total}",
            )
            short = self.coverage.short()
            report.say(
                not short,
                f"each of {len(self.coverage.names)} rows was hit {HITS_MIN} times",
                "; ".join(short),
            )
