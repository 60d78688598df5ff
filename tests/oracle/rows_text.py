"""Texts, patterns, bytes, arrays."""

TEXT = """
{text} || {text} => text : a+b
lower({text}) => text : a
upper({text}) => text : a
initcap({text}) => text : a
length({text}) => int4 : a
char_length({text}) => int4 : a
character_length({text}) => int4 : a
octet_length({text}) => int4 : a*4
trim({text}) => text : a
trim(both {characters} from {text}) => text : b
trim(leading {characters} from {text}) => text : b
trim(trailing from {text}) => text : a
btrim({text}) => text : a
btrim({text}, {characters}) => text : a
ltrim({text}) => text : a
ltrim({text}, {characters}) => text : a
rtrim({text}) => text : a
rtrim({text}, {characters}) => text : a
substring({text}, {small}) => text : a
substring({text}, {small}, {nat}) => text : a
substring({text} from {small} for {nat}) => text : a
substring({text}, {regex_group}) => text : a
substring({text} from {regex}) => text : a
substr({text}, {small}) => text : a
substr({text}, {small}, {nat}) => text : a
left({text}, {small}) => text : a
right({text}, {small}) => text : a
left({text}, {int4:100}) => text : a
replace({text:60}, {word}, {word}) => text : a*9
replace({text:60}, {text:9}, {text:9}) => text : a*10
strpos({text}, {word}) => int4 : a
strpos({text}, {text:9}) => int4 : a
position({delimiter} in {text}) => int4 : b
starts_with({text}, {word}) => bool
split_part({text}, {delimiter}, {pos}) => text : a
split_part({text}, {delimiter}, -{pos}) => text : a
reverse({text}) => text : a
repeat({text:20}, {nat}) => text : a*9
lpad({text}, {small}) => text : 12
lpad({text}, {nat}, {word}) => text : 12
rpad({text}, {small}) => text : 12
rpad({text}, {nat}, {word}) => text : 12
concat({any}, {any}) => text : 120
concat({text}, {any}, {text}) => text : a+80+c
concat_ws({delimiter}, {any}, {any}, {text}) => text : 200+d
md5({text}) => text : 32
"""

PATTERNS = """
{text} LIKE {like} => bool
{text} NOT LIKE {like} => bool
{text} ILIKE {like} => bool
{text} NOT ILIKE {like} => bool
{text} LIKE {like} ESCAPE '#' => bool
{text} ~~ {like} => bool
{text} ~ {regex} => bool
{text} !~ {regex} => bool
{text} ~* {regex} => bool
{text} !~* {regex} => bool
{text} ^@ {word} => bool
"""

MORE_TEXT = """
ascii({text}) => int4 : 2000000
chr({pos} + 64) => text : 1
translate({text}, {characters}, {word}) => text : a
overlay({text} placing {word} from {pos}) => text : a+20
overlay({text} placing {word} from {pos} for {nat}) => text : a+20
bit_length({text}) => int4 : a*32
quote_literal({text}) => text : a*2+3
quote_ident({text}) => text : a*2+2
quote_nullable({text}) => text : a*2+4
format('%s-%I', {any}, coalesce({text}, 'none')) => text : 80+b*2
format('%2$s %1$s%%', {text}, {any}) => text : 80+a
format('%L|%10s|%-6s', {text}, {int4}, {text}) => text : a*2+c+40
{text} || {int4} => text : a+11
{float8} || {text} => text : b+20
{text} SIMILAR TO {similar} => bool
{text} NOT SIMILAR TO {similar} => bool
string_to_array({text}, {delimiter}) => text[]
encode(convert_to({text}, 'UTF8'), 'hex') => text : a*8
encode(sha256(convert_to({text}, 'UTF8')), 'base64') => text : 44
"""

REGEX_FUNCTIONS = """
regexp_replace({text}, {regex_group}, {replacement}) => text : a*3+20
regexp_replace({text}, {regex_group}, {replacement}, 'g') => text : a*6+20
regexp_replace({text}, {regex}, '', 'gi') => text : a
regexp_match({text}, {regex_group}) => text[]
(regexp_match({text}, {regex}))[1] => text : a
regexp_split_to_array({text}, {regex}) => text[]
regexp_count({text}, {regex}) => int4 : a
regexp_instr({text}, {regex}) => int4 : a
regexp_like({text}, {regex}) => bool
regexp_like({text}, {regex}, 'i') => bool
regexp_substr({text}, {regex}) => text : a
regexp_substr({text}, {regex}, 1, 2) => text : a
"""

BYTES = """
convert_to({text}, 'UTF8') => bytea : a*4
{bytea} || {bytea} => bytea : a+b
length({bytea}) => int4 : a
octet_length({bytea}) => int4 : a
bit_count({bytea}) => int8 : a*8
substring({bytea}, {pos}) => bytea : a
substring({bytea}, {pos}, {nat}) => bytea : a
md5({bytea}) => text : 32
encode({bytea}, 'hex') => text : a*2
encode({bytea}, 'escape') => text : a*4
decode(md5({text}), 'hex') => bytea : 16
length(convert_from(convert_to({text}, 'UTF8'), 'UTF8')) => int4 : a
sha256({bytea}) => bytea : 32
position('\\x61'::bytea in {bytea}) => int4 : a
get_byte({bytea} || '\\x01'::bytea, 0) => int4 : 255
btrim({bytea}, '\\x6100'::bytea) => bytea : a
{bytea}::text => text : a*2+2
"""

ARRAYS = """
ARRAY[{T}, {T}] => T[] for int4 text
ARRAY[{int4}, NULL, {int4}] => int4[]
cardinality({T[]}) => int4 : 50 for int4 text
array_length({T[]}, 1) => int4 : 50 for int4 text
array_upper({T[]}, 1) => int4 : 50 for int4 text
array_ndims({T[]}) => int4 : 6 for int4 text
array_append({T[]}, {T}) => T[] for int4 text
array_prepend({T}, {T[]}) => T[] for int4 text
array_cat({T[]}, {T[]}) => T[] for int4 text
{T[]} || {T} => T[] for int4
{T[]} || {T[]} => T[] for int4 text
array_remove({T[]}, {T}) => T[] for int4 text
array_replace({T[]}, {T}, {T}) => T[] for int4 text
array_position({T[]}, {T}) => int4 : 50 for int4 text
array_to_string({T[]}, {delimiter}) => text : 60 for int4 text
array_to_string({T[]}, {delimiter}, 'none') => text : 60 for int4 text
({T[]})[{pos}] => T : 500 for int4 text
({T[]})[1:2] => T[] for int4 text
{T} = ANY({T[]}) => bool for int4 text
{T} <> ALL({T[]}) => bool for int4 text
{int4} < ANY({int4[]}) => bool
{T[]} @> {T[]} => bool for int4 text
{T[]} <@ {T[]} => bool for int4 text
{T[]} && {T[]} => bool for int4 text
{T[]} = {T[]} => bool for int4 text
{T[]} < {T[]} => bool for int4 text
{T[]}::text => text : 200 for int4 text
"""
