"""Aggregates: their arguments are of the rows, their results of a group.

What keeps an order has it from ORDER BY over its own values, so that it is the only one; those of
RECORD_ORDER have none, and take the records' (see rewrite.py).
"""

AGGREGATES = """
count(*) => int8 : 1000
count({any}) => int8 : 1000
sum({int4:1000000}) => int8 : a*1000
sum({int8:1000000000}) => numeric! : a*1000
sum({float8!:1000000000}) => float8! : a*1000
avg({float8!:1000000000}) => float8 : a
min({T}) => T! : a for @extreme
max({T}) => T! : a for @extreme
date_part('epoch', min({interval})) => float8 : a
date_part('epoch', max({interval})) => float8 : a
"""

FILTERED = """
count(*) FILTER (WHERE {bool}) => int8 : 1000
count({any}) FILTER (WHERE {bool}) => int8 : 1000
sum({int4:1000000}) FILTER (WHERE {bool}) => int8 : a*1000
max({T}) FILTER (WHERE {bool}) => T! : a for @extreme
"""

NUMERIC = """
sum({numeric!:1000000000}) => numeric! : a*1000
avg({int4}) => numeric : a
avg({int8:1000000000}) => numeric : a
avg({numeric!:1000000000}) => numeric : a
trim_scale(min({numeric})) => numeric! : a
trim_scale(max({numeric})) => numeric! : a
round(avg({int4:1000000}), 3) => numeric! : a+1
"""

MORE = """
count(DISTINCT {T^}) => int8 : 1000 for @key
sum(DISTINCT {int4:1000000}) => int8 : a*1000
avg(DISTINCT {int4}) => numeric : a
count(DISTINCT {text}) FILTER (WHERE {bool}) => int8 : 1000
string_agg({text:20}, {delimiter} ORDER BY {=1}) => text : 200
string_agg({text:20}, {delimiter} ORDER BY {=1} DESC) => text : 200
string_agg(DISTINCT {text:20}, ',') => text : 200
array_agg({int4} ORDER BY {=1} DESC NULLS LAST) => int4[]
array_agg({text^} ORDER BY {=1} NULLS FIRST) => text[]
array_agg(DISTINCT {int4}) => int4[]
array_agg({text^} ORDER BY {=1}) FILTER (WHERE {bool}) => text[]
jsonb_agg({int4} ORDER BY {=1}) => jsonb
jsonb_agg({T^} ORDER BY {=1} DESC) => jsonb for text bool timestamptz
bool_and({bool}) => bool
bool_or({bool}) => bool
every({bool}) => bool
bit_and({T}) => T : a*2+2 for int4 int8
bit_or({T}) => T : a*2+2 for int4 int8
bit_xor({T}) => T : a*2+2 for int4 int8
"""

STATISTICS = """
stddev({int4}) => numeric : a
stddev_pop({int4}) => numeric : a
stddev_samp({int4}) => numeric : a
variance({int4:10000}) => numeric : a*a
var_pop({int4:10000}) => numeric : a*a
var_samp({int8:10000}) => numeric : a*a
stddev({numeric!:10000}) => numeric : a
variance({numeric!:10000}) => numeric : a*a
stddev({float8!:10000}) => float8~ : a
variance({float8!:10000}) => float8~ : a*a
var_pop({float8!:10000}) => float8~ : a*a
corr({float8!:10000}, {float8!:10000}) => float8~ : 1
covar_pop({float8!:10000}, {float8!:10000}) => float8~ : a*b
covar_samp({float8!:10000}, {float8!:10000}) => float8~ : a*b
regr_count({float8!}, {float8!}) => int8 : 1000
regr_slope({float8!:10000}, {float8!:10000}) => float8~ : 10**12
regr_avgx({float8!:10000}, {float8!:10000}) => float8~ : b
"""

ORDERED = """
percentile_cont({fraction}) WITHIN GROUP (ORDER BY {float8:100000}) => float8 : b
percentile_cont({fraction}) WITHIN GROUP (ORDER BY {float8:100000} DESC) => float8 : b
percentile_disc({fraction}) WITHIN GROUP (ORDER BY {T^}) => T : b for int4 text timestamptz
percentile_disc({fraction}) WITHIN GROUP (ORDER BY {int4}) FILTER (WHERE {bool}) => int4 : b
mode() WITHIN GROUP (ORDER BY {T^}) => T : a for int4 text bool
"""

RECORD_ORDER = """
string_agg({text:20}, {delimiter}) => text : 200
array_agg({T^}) => T[] for int4 text
jsonb_agg({T^}) => jsonb for int4 text
first_value({T^}) => T! : a for int4 text timestamptz
last_value({T^}) => T! : a for int4 text timestamptz
last_value({int4}) FILTER (WHERE {bool}) => int4 : a
approx_count_distinct({text}) => int8 : 1000
"""
