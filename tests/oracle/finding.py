"""A statement whose tables differ, as a case folder with as few records as show it."""

import itertools

import cases
from compare import difference

ATTEMPTS_MAX = 40
numbers = itertools.count(1)


def on_topics(both, query, topics):
    """The statement over topics of other names with these records; and PostgreSQL's table."""
    names = {topic: f"f{next(numbers)}_{topic}" for topic in topics}
    for topic, content in topics.items():
        both.load(names[topic], [dict(record) for record in content["records"]], content["columns"])
    return cases.renamed(query.sql, names), cases.renamed(query.theirs, names)


def differs(both, query, topics):
    ours, theirs = on_topics(both, query, topics)
    return difference(
        both.ours([ours])[0], both.theirs(theirs), query.order, query.rough, query.grouped
    )


def shrunk(both, query, topics):
    """The topics with fewer records, as long as the tables differ."""
    attempts = 0
    for topic in topics:
        size = len(topics[topic]["records"])
        while size > 1 and attempts < ATTEMPTS_MAX:
            size = -(-size // 2)
            at = 0
            while at < len(topics[topic]["records"]) and attempts < ATTEMPTS_MAX:
                attempts += 1
                records = topics[topic]["records"]
                fewer = {
                    **topics,
                    topic: {**topics[topic], "records": records[:at] + records[at + size :]},
                }
                if fewer[topic]["records"] and differs(both, query, fewer):
                    topics = fewer
                else:
                    at += size
    return topics


def save(both, name, query):
    topics = {topic: both.topics[topic] for topic in query.topics}
    if differs(both, query, topics):  # else it depends on more than the records
        topics = shrunk(both, query, topics)
    prefix = "".join(c if c.isalnum() else "_" for c in name)
    names = {topic: f"{prefix}_{topic}" for topic in topics}
    renamed = {names[topic]: content for topic, content in topics.items()}
    for topic, content in renamed.items():
        both.load(topic, [dict(record) for record in content["records"]], content["columns"])
    expected = both.theirs(cases.renamed(query.theirs, names))
    return cases.save(name, cases.renamed(query.sql, names), renamed, expected, query)
