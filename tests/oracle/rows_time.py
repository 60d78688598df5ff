"""Points in time and intervals."""

TIME = """
now() > {timestamptz} => bool
to_timestamp({int4}) => timestamptz
date_trunc({unit}, {timestamptz}) => timestamptz
date_trunc('week', {timestamptz}) => timestamptz
{timestamptz} + {interval} => timestamptz
{interval} + {timestamptz} => timestamptz
{timestamptz} - {interval} => timestamptz
{timestamptz} + {months} => timestamptz
{timestamptz} - {months} => timestamptz
{timestamptz} - {timestamptz} => interval : 2*10**10
{interval:100000000} + {interval:100000000} => interval : a+b
{interval:100000000} - {interval:100000000} => interval : a+b
{interval:1000000} * {float8:100} => interval : a*b
{float8:100} * {interval:1000000} => interval : a*b
{interval} / {pos} => interval : a
- {interval} => interval : a
date_part({field_text}, {timestamptz}) => float8
date_part('hour', {interval}) => float8
"""

FRACTIONS = """
to_timestamp({float8:4000000000}) => timestamptz
date_part('epoch', {interval}) => float8 : a
"""
