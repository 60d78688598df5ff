/* To add an advice: a row here, and a case folder in tests/cases/plan/invalid/. */
#include "plan/advice.h"

#include <string.h>

/* clang-format off */
/* The first row whose words are in the sentence. */
static const struct {
    const char *words, *hint;
} rows[] = {
    {"not allowed in WHERE", "conditions of groups stand in HAVING: HAVING count(*) > 1"},
    {"not allowed in FILTER", "conditions of groups stand in HAVING: HAVING count(*) > 1"},
    {"not allowed in GROUP BY", "group by what is counted: SELECT key, count(*) ... GROUP BY key"},
    {"not allowed in LIMIT", "LIMIT takes a number: LIMIT 10"},
    {"not allowed in functions in FROM",
     "aggregate in a subquery: FROM (SELECT max(value) AS top FROM lines) AS newest, "
     "words(top) AS word"},
    {"not allowed in VALUES", "write the value itself: VALUES (1)"},
    {"must have an alias", "write FROM (SELECT ...) AS name"},
    {"calls cannot be nested",
     "aggregate what a subquery counted: SELECT max(n) FROM (SELECT key, count(*) AS n FROM "
     "lines GROUP BY key) AS counts"},
    {"must be used to call a parameterless", "write count(*)"},
    {"ORDER BY expressions must appear in argument list",
     "order by the argument itself: string_agg(DISTINCT value, ',' ORDER BY value)"},
    {"is not an ordered-set aggregate",
     "write it without WITHIN GROUP; percentile_cont, percentile_disc and mode have it"},
    {"is not an aggregate function", "it is for aggregates such as count, sum, string_agg"},
    {"argument of approx_", "write the number itself: approx_percentile(value, 0.95)"},
    {"argument of percentile_", "write the number itself: percentile_cont(0.95)"},
    {"is not between 0 and 1", "the median is 0.5, the 95th percentile 0.95"},
    {"could not determine polymorphic type", "give it a type: 'a'::text"},
    {"requires array on right side",
     "write = ANY (ARRAY[1, 2]), or = ANY (string_to_array(value, ','))"},
    {"arrays of more than one dimension", "as jsonb they are there: '[[1], [2]]'::jsonb"},
    {"malformed array literal", "write '{1,2}' or ARRAY[1, 2]"},
    {"invalid input syntax for type integer", "a whole number is wanted: 1"},
    {"invalid input syntax for type bigint", "a whole number is wanted: 1"},
    {"invalid input syntax for type boolean", "write true or false"},
    {"invalid hexadecimal digit", "bytes are pairs of 0-9 and a-f: '\\xc3a9'::bytea"},
    {"invalid regular expression: parentheses", "a ( that is meant as such is written \\("},
    {"invalid regular expression: brackets", "a [ that is meant as such is written \\["},
    {"a bit string", "bytes are written '\\x0f'::bytea"},
    {"must be type boolean",
     "compare it with something: value = 'a', partition > 0, value IS NOT NULL"},
    {"cannot cast type timestamp", "seconds since 1970 are extract(epoch from ...)"},
    {"the name of a topic is empty", "SHOW TOPICS lists the topics that there are"},
    {"EXCEPT is not supported", "conditions are joined by AND NOT in one query's WHERE"},
    {"INTERSECT is not supported", "conditions are joined by AND in one query's WHERE"},
    {"EXPLAIN of something that is no query", "EXPLAIN SELECT ... says what a query does"},
    {"an option of EXPLAIN", "write EXPLAIN SELECT ..., or EXPLAIN ANALYZE SELECT ..."},
    {"a field of a value", "a field of jsonb is headers ->> 'name'"},
    {"FOR UPDATE", "leave it out: reading a topic locks nothing"},
    {"GROUP BY DISTINCT", "leave DISTINCT out: SELECT DISTINCT makes rows differ"},
    {"is not in select list",
     "positions count what SELECT lists, from 1; a column's name is clearer"},
    {"GROUPING stands in a query", "write GROUP BY ROLLUP (key) for it to have a meaning"},
    {"the shift of a window is at least 0",
     "write shift => interval '1 second', and less than the slide or the size"},
    {"of a window is more than 0",
     "write interval '10 seconds', or as many days: interval '30 days'"},
    {"of a window is at least 0", "write interval '1 second', or interval '0' for none"},
    {"an alias in INSERT", "leave it out: INSERT INTO topic VALUES ('value')"},
    {"WITH query name", "give one of them another name"},
    {"specified more than once", "name it once: INSERT INTO topic (key, value)"},
    {"DEFAULT as a value", "write NULL, or leave the column out of the list"},
    {"DEFAULT VALUES", "write VALUES (NULL)"},
    {"ON CONFLICT",
     "leave it out: a newer record of a key takes the place of the older in latest(topic)"},
    {"RETURNING", "leave it out: SELECT * FROM topic shows what is there"},
    {"more target columns than expressions",
     "a value for each column: INSERT INTO topic (key, value) VALUES ('key', 'value')"},
    {"LATERAL is not supported",
     "a function may use the columns before it: FROM lines, words(value) AS word"},
    {"argument of LIMIT must", "LIMIT takes a whole number: LIMIT 10"},
    {"argument of size must", "write interval '10 seconds'"},
    {"LIMIT must not be negative", "LIMIT ALL, or no LIMIT, is all rows"},
    {"OFFSET must not be negative", "write OFFSET 0, or leave it out"},
    {"takes no named argument", "leave the name and => out"},
    {"SELECT lists no columns", "write SELECT *, or the columns' names"},
    {"there is no statement", "write SELECT * FROM topic LIMIT 10, or SHOW TOPICS"},
    {"NUMERIC", "write numeric(10, 2): ten digits, two of them behind the point"},
    {"for type varchar must", "write varchar(10), or text"},
    {"ONLY is not supported", "leave ONLY out: a topic has no parts that inherit from it"},
    {"used more than once", "leave one of them out"},
    {"\" is ambiguous", "give each column a name of its own, or order by a position: ORDER BY 1"},
    {"for SELECT DISTINCT, ORDER BY", "add it to the columns, or order by one of them"},
    {"ORDER BY ... USING", "write ORDER BY value ASC or DESC"},
    {"a parameter such as", "write the value itself, such as 'text'"},
    {"positional argument cannot follow",
     "write what is named last: tumble(lines, interval '10 seconds', grace => interval '1 "
     "second')"},
    {"random() is not", "a sample that is the same each time: WHERE \"offset\" % 10 = 0"},
    {"unequal number of entries", "as many on the left as on the right: (a, b) = (1, 2)"},
    {"row comparison operator", "rows are compared by =, <>, <, <=, > and >="},
    {"a row value", "write the columns one by one, or as jsonb_build_array(a, b)"},
    {"ROWS FROM", "functions stand behind commas: FROM words('a') AS a, words('b') AS b"},
    {"a name with a schema", "leave out what stands before the dot"},
    {"SELECT INTO", "a query with a name is WITH name AS (SELECT ...) SELECT * FROM name"},
    {"* is not allowed", "write count(*), or name a column"},
    {"with no tables specified", "write SELECT * FROM topic"},
    {"columns available but", "name as many columns as there are, or fewer"},
    {"more column names than columns", "name as many columns as there are, or fewer"},
    {"CASCADE", "drop the views that use it first, each by a DROP VIEW of its own"},
    {"DROP VIEW of several", "write one after the other: DROP VIEW a; DROP VIEW b"},
    {"WITH CHECK OPTION", "leave it out: nothing is inserted into a view"},
    {"WITH (options) of a view", "leave the options out"},
    {"stands first in FROM",
     "write FROM (SELECT ... GROUP BY ...) AS counts, and functions behind it"},
    {"does not support subscripting",
     "a text becomes an array by string_to_array(value, ','), or jsonb by ::jsonb"},
    {"one statement is wanted", "write them one after the other"},
    {"modifier is not allowed", "leave out the parentheses, or write varchar(10)"},
    {"a list of columns with types",
     "name the columns alone: AS w(word), and cast where they are used"},
    {"the same number of columns",
     "SELECT as many columns on both sides; NULL fills in: SELECT key, NULL"},
    {"VALUES lists must all", "as many values in each row; NULL fills in: (1, NULL)"},
    {"VARIADIC", "write the arguments one by one"},
    {"WINDOW", "write it in place: row_number() OVER (PARTITION BY key ORDER BY value)"},
    {"the name of a window in OVER",
     "write it in place: row_number() OVER (PARTITION BY key ORDER BY value)"},
    {"a second row_number()",
     "number once more around it: SELECT ..., row_number() OVER (...) FROM (SELECT ...) AS "
     "numbered"},
    {"row_number() takes no", "write row_number() OVER (ORDER BY value)"},
    {"for window functions",
     "aggregate in a subquery: FROM (SELECT key, count(DISTINCT value) FROM lines GROUP BY "
     "key) AS counts"},
    {"non-aggregate window functions",
     "number rows of a subquery that has the condition in its WHERE"},
    {"WITH TIES", "write LIMIT 3"},
};
/* clang-format on */

void advice_add(GError **error)
{
    if (error == NULL || *error == NULL || fail_hint_of(*error) != NULL)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (strstr((*error)->message, rows[i].words) == NULL)
            continue;
        fail_hint(error, "%s", rows[i].hint);
        return;
    }
}
