"""Aggregates: their arguments are of the rows, their results of a group."""

AGGREGATES = """
count(*) => int8 : 1000
count({any}) => int8 : 1000
sum({int4:1000000}) => int8 : a*1000
sum({int8:1000000000}) => numeric : a*1000
sum({float8!:1000000000}) => float8! : a*1000
avg({float8!:1000000000}) => float8 : a
min({T}) => T! : a for @extreme
max({T}) => T! : a for @extreme
"""

INTERVALS = """
date_part('epoch', min({interval})) => float8 : a
date_part('epoch', max({interval})) => float8 : a
"""

FILTERED = """
count(*) FILTER (WHERE {bool}) => int8 : 1000
count({any}) FILTER (WHERE {bool}) => int8 : 1000
sum({int4:1000000}) FILTER (WHERE {bool}) => int8 : a*1000
max({T}) FILTER (WHERE {bool}) => T! : a for @extreme
"""
