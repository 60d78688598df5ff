"""Numeric, mathematics, bits."""

NUMERIC = """
{numeric} + {numeric} => numeric! : a+b
{numeric} - {numeric} => numeric! : a+b
{numeric!:1000000} * {numeric!:1000000} => numeric! : a*b
{numeric!:1000000} / nullif({numeric!:1000}, 0) => numeric : a*1000000
{numeric!:1000000} % nullif({numeric!:1000}, 0) => numeric! : b
- {numeric} => numeric! : a
@ {numeric} => numeric! : a
{numeric} + {int4} => numeric! : a+b
{int8} * {numeric!:1000} => numeric! : a*b
{numeric:1000000} + {float8:1000} => float8 : a+b
{numeric:100} > {float8} => bool
abs({numeric}) => numeric! : a
ceil({numeric}) => numeric! : a+1
floor({numeric}) => numeric! : a+1
round({numeric}) => numeric! : a+1
round({numeric}, {digits}) => numeric! : a+100
trunc({numeric}) => numeric! : a
trunc({numeric}, {digits}) => numeric! : a
sign({numeric}) => numeric! : 1
mod({numeric!:1000000}, nullif({numeric!:1000}, 0)) => numeric! : b
div({numeric!:1000000}, nullif({numeric!:1000}, 0)) => numeric! : a*1000000
scale({numeric}) => int4 : 40
min_scale({numeric}) => int4 : 40
trim_scale({numeric}) => numeric! : a
width_bucket({numeric}, 0, 100, {pos}) => int4 : 11
{int4}::numeric => numeric! : a
{int8}::numeric => numeric! : a
{float8!:1000000}::numeric => numeric! : a
{numeric:1000000}::int4 => int4 : a+1
{numeric:1000000000}::int8 => int8 : a+1
{numeric}::float8 => float8 : a
{numeric:1000000}::numeric(12,2) => numeric! : a+1
{numeric}::text => text : 60
({numeric}::text)::numeric => numeric! : a
{int4} + 1.5 => numeric! : a+2
"""

NUMERIC_MATH = """
power({numeric!:100}, {pos}) => numeric : 100**9
sqrt(abs({numeric!:1000000})) => numeric : a+1
gcd({T}, {T}) => T : a+b for int4 int8
lcm({T:1000}, {T:1000}) => T : a*b for int4 int8
gcd(trunc({numeric!:1000000}), trunc({numeric!:1000000})) => numeric! : a+b
factorial({nat}) => numeric! : 362880
"""

# The last digit may be PostgreSQL's own error, see the README.
NUMERIC_ROUNDED = """
exp({numeric!:9}) => numeric~ : 3**9
ln(abs({numeric!:1000000}) + 1) => numeric~ : 100
log(abs({numeric!:1000000}) + 1) => numeric~ : 100
log10(abs({numeric!:1000000}) + 1) => numeric~ : 100
log(2.0, abs({numeric!:1000000}) + 1) => numeric~ : 100
power(abs({numeric!:100}) + 1, {numeric!:3}) => numeric~ : 10**7
"""

MATH = """
cbrt({float8}) => float8 : a+1
degrees({float8:1000}) => float8 : a*58
radians({float8}) => float8 : a
pi() * {float8:1000} => float8 : a*4
sin({float8}) => float8 : 1
cos({float8}) => float8 : 1
tan({float8:1}) => float8 : 2
asin(sign({float8})) => float8 : 2
acos(sign({float8})) => float8 : 4
atan({float8}) => float8 : 2
atan2({float8}, {float8}) => float8 : 4
cot({float8:1} + 2) => float8 : 100
sinh({float8:20}) => float8 : 3**20
cosh({float8:20}) => float8 : 3**20
tanh({float8}) => float8 : 1
asinh({float8}) => float8 : 100
acosh(abs({float8}) + 1) => float8 : 100
atanh({float8} * 0) => float8 : 1
sind({float8}) => float8 : 1
cosd({float8}) => float8 : 1
atand({float8}) => float8 : 90
width_bucket({float8}, 0::float8, 100::float8, {pos}) => int4 : 11
to_hex({int4}) => text : 8
to_hex({int8}) => text : 16
"""

BITS = """
{T} & {T} => T : max(a, b)*2+2 for int4 int8
{T} | {T} => T : (a+b)*2+2 for int4 int8
{T} # {T} => T : (a+b)*2+2 for int4 int8
~ {T} => T : a+1 for int4 int8
{int4:1000} << {nat} => int4 : a*512
{int8:1000000} << {nat} => int8 : a*512
{T} >> {nat} => T : a for int4 int8
"""
