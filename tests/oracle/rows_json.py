"""jsonb."""

JSON = """
{jsonb} -> {json_key} => jsonb
{jsonb} -> {small} => jsonb
{jsonb} ->> {json_key} => text : 60
{jsonb} ->> {small} => text : 60
{jsonb} #> {json_path} => jsonb
{jsonb} #>> {json_path} => text : 60
{jsonb} -> {json_key} ->> {json_key} => text : 60
{jsonb} @> {jsonb?} => bool
{jsonb?} <@ {jsonb} => bool
{jsonb} ? {json_key} => bool
{jsonb} ?| array['a', 'x'] => bool
{jsonb} ?& array['a', 'b'] => bool
{jsonb} || {jsonb} => jsonb
{jsonb} = {jsonb} => bool
{jsonb} <> {jsonb} => bool
{jsonb} < {jsonb} => bool
jsonb_typeof({jsonb}) => text : 10
jsonb_build_object('k', {any}, 'l', {any}) => jsonb
jsonb_build_array({any}, {any}) => jsonb
to_jsonb({T}) => jsonb for @any
jsonb_strip_nulls({jsonb}) => jsonb
jsonb_pretty({jsonb}) => text : 200
jsonb_extract_path({jsonb}, {json_key}) => jsonb
jsonb_extract_path_text({jsonb}, {json_key}, {json_key}) => text : 60
jsonb_set(jsonb_build_object('a', {int4}), '{{a}}', {jsonb}) => jsonb
jsonb_set(jsonb_build_object('a', {int4}), '{{z,0}}', {jsonb}, true) => jsonb
jsonb_insert(jsonb_build_array({int4}, {text}), '{{1}}', {jsonb}) => jsonb
jsonb_array_length(jsonb_build_array({any}, {any})) => int4 : 2
jsonb_build_object('a', {any}, 'b', {any}) - {json_key} => jsonb
jsonb_build_array({any}, {any}) - {nat} => jsonb
jsonb_build_object('a', {jsonb}) #- {json_path} => jsonb
(to_jsonb({int4}))::int4 => int4 : a
(to_jsonb({numeric}))::numeric => numeric! : a
(to_jsonb({bool}))::bool => bool
{jsonb}::text => text : 200
({jsonb}::text)::jsonb => jsonb
coalesce({jsonb}, {jsonb}) => jsonb
"""
