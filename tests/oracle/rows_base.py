"""Operators, conditions, casts: what every expression is made of."""

LOGIC = """
{bool} AND {bool} => bool
{bool} OR {bool} => bool
NOT {bool} => bool
{any} IS NULL => bool
{any} IS NOT NULL => bool
{bool} IS TRUE => bool
{bool} IS NOT TRUE => bool
{bool} IS FALSE => bool
{bool} IS NOT FALSE => bool
{bool} IS UNKNOWN => bool
{bool} IS NOT UNKNOWN => bool
CASE WHEN {bool} THEN {T} ELSE {T} END => T! : max(a, b, c) for @any
CASE WHEN {bool} THEN {T} WHEN {bool} THEN {T} END => T! : max(b, d) for @any
CASE {int4} WHEN {int4?} THEN {T} ELSE {T} END => T! : max(c, d) for @any
coalesce({T}, {T}) => T! : max(a, b) for @any
nullif({T}, {T}) => T! : a for @comparable
greatest({T}, {T}) => T! : max(a, b) for @ordered
least({T}, {T}, {T}) => T! : max(a, b, c) for @ordered
"""

COMPARISONS = """
{T} = {T} => bool for @comparable
{T} <> {T} => bool for @comparable
{T} < {T} => bool for @ordered
{T} <= {T} => bool for @ordered
{T} > {T} => bool for @ordered
{T} >= {T} => bool for @ordered
{T} BETWEEN {T} AND {T} => bool for @ordered
{T} NOT BETWEEN {T} AND {T} => bool for @ordered
{T} IN ({T?}, {T?}, {T?}) => bool for @comparable
{T} NOT IN ({T?}, {T}) => bool for @comparable
{T} IN ({T?}, NULL) => bool for int4 text
{T} IS DISTINCT FROM {T} => bool for @comparable
{T} IS NOT DISTINCT FROM {T} => bool for @comparable
{int4} < {int8} => bool
{int8} >= {float8} => bool
{float8} <> {int4} => bool
"""

ARITHMETIC = """
{int4} + {int4} => int4 : a+b
{int4} - {int4} => int4 : a+b
{int4} * {int4} => int4 : a*b
{int4} / nullif({int4}, 0) => int4 : a
{int4} % nullif({int4}, 0) => int4 : a
- {int4} => int4 : a
+ {int4} => int4 : a
@ {int4} => int4 : a
{int8} + {int8} => int8 : a+b
{int8} - {int8} => int8 : a+b
{int8} * {int8:1000000} => int8 : a*b
{int8} / nullif({int8}, 0) => int8 : a
{int8} % nullif({int8}, 0) => int8 : a
- {int8} => int8 : a
@ {int8} => int8 : a
{int4} + {int8} => int8 : a+b
{int8} * {int4} => int8 : a*b
{float8:100000000} + {float8:100000000} => float8! : a+b
{float8:100000000} - {float8:100000000} => float8! : a+b
{float8:1000} * {float8:1000} => float8! : a*b
{float8} / nullif({float8}, 0) => float8 : a*1000000
- {float8} => float8! : a
@ {float8} => float8! : a
{float8:1000} + {int4:100000} => float8! : a+b
{float8:8} ^ {pos} => float8 : 8**9
abs({T}) => T! : a for int4 int8 float8
mod({T}, nullif({T}, 0)) => T : a for int4 int8
ceil({float8}) => float8! : a+1
ceiling({float8}) => float8! : a+1
floor({float8}) => float8! : a+1
round({float8}) => float8! : a+1
trunc({float8}) => float8! : a
sign({float8}) => float8! : 1
sqrt(abs({float8})) => float8 : a+1
power(abs({float8:8}) + 1, {float8:8}) => float8 : 9**8+1
pow({float8:8}, {pos}) => float8 : 8**9
exp({float8:40}) => float8 : 3**40
ln(abs({float8}) + 1) => float8 : 100
log(abs({float8}) + 1) => float8 : 100
log10(abs({float8}) + 1) => float8 : 100
"""

CASTS = """
{T}::text => text : 40 for int4 int8 float8 bool timestamptz interval
cast({int4} AS int8) => int8 : a
{int4}::float8 => float8! : a
{int8:1000000000}::int4 => int4 : a
{int8:100000000}::float8 => float8! : a
{float8:1000000000}::int4 => int4 : a+1
{float8:1000000000}::int8 => int8 : a+1
{bool}::int4 => int4 : 1
{int4}::bool => bool
({int4}::text)::int4 => int4 : a
({int8}::text)::int8 => int8 : a
({float8}::text)::float8 => float8! : a
({bool}::text)::bool => bool
({timestamptz}::text)::timestamptz => timestamptz
({interval}::text)::interval => interval : a
timestamptz {time_text} => timestamptz
interval {interval_text} => interval : 40000000
"""
