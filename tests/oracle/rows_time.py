"""Points in time, dates, intervals."""

TIME = """
now() > {timestamptz} => bool
to_timestamp({int4}) => timestamptz
to_timestamp({float8:4000000000}) => timestamptz
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
date_part('epoch', {interval}) => float8 : a
date_part('hour', {interval}) => float8
"""

EXTRACT = """
extract({field} from {timestamptz}) => numeric! : 10**13
extract({field} from {timestamp}) => numeric! : 10**13
extract({field_date} from {date}) => numeric! : 10**13
extract({field_interval} from {interval}) => numeric! : 10**13
extract(epoch from {timestamptz}) => numeric! : 10**11
"""

CALENDAR = """
date_trunc({unit}, {timestamp}) => timestamp
date_trunc({unit}, {timestamptz}, {zone}) => timestamptz
date_trunc({unit_short}, {interval}) => interval : a
date_bin({stride}, {timestamptz}, timestamptz '2001-01-01 00:00:00+00') => timestamptz
date_bin({stride}, {timestamp}, timestamp '2020-02-03 04:05:06') => timestamp
date_part({field_text}, {timestamp}) => float8
make_date(2026, {pos}, {pos}) => date
make_timestamp(2026, {pos}, {pos}, {nat}, {nat}, 7.5) => timestamp
make_timestamptz(2026, {pos}, {pos}, {nat}, {nat}, 7.5) => timestamptz
make_interval(days => {small}, hours => {small}) => interval : 2000000
age({timestamptz}, {timestamptz}) => interval : 2*10**10
age({timestamp}, {timestamp}) => interval : 2*10**10
justify_hours({interval}) => interval : a
justify_days({interval}) => interval : a
justify_interval({interval}) => interval : a
isfinite({timestamptz}) => bool
isfinite({date}) => bool
{timestamptz} AT TIME ZONE {zone} => timestamp
{timestamp} AT TIME ZONE {zone} => timestamptz
{timestamptz} AT TIME ZONE interval '-02:30' => timestamp
{date} + {small} => date
{date} - {small} => date
{date} - {date} => int4 : 100000
{date} + {interval} => timestamp
{date} - {months} => timestamp
{timestamp} + {interval} => timestamp
{timestamp} - {interval} => timestamp
{timestamp} - {timestamp} => interval : 2*10**10
{timestamptz}::date => date
{timestamptz}::timestamp => timestamp
{timestamp}::timestamptz => timestamptz
{timestamp}::date => date
{date}::timestamp => timestamp
{date}::timestamptz => timestamptz
{T}::text => text : 40 for date timestamp
({date}::text)::date => date
({timestamp}::text)::timestamp => timestamp
{timestamptz} > {date} => bool
{timestamp} <= {timestamptz} => bool
{date} < {timestamp} => bool
({timestamptz}, {timestamptz}) OVERLAPS ({timestamptz}, {interval}) => bool
current_date > {date} => bool
{timestamptz}::timestamptz(0) => timestamptz
"""

FORMATS = """
to_char({timestamptz}, {time_format}) => text : 60
to_char({timestamp}, {time_format}) => text : 60
to_char({interval}, 'HH24:MI:SS') => text : 40
to_char({int4}, {number_format}) => text : 40
to_char({numeric:100000}, {number_format}) => text : 40
to_char({float8:100000}, {number_format}) => text : 40
to_date(to_char({timestamptz}, 'YYYY-MM-DD'), 'YYYY-MM-DD') => date
to_timestamp(to_char({timestamptz}, 'DD Mon YYYY HH24:MI'), 'DD Mon YYYY HH24:MI') => timestamptz
to_number(to_char({int4:10000}, '99999'), '99999') => numeric! : a
"""
