#pragma once
/*
 * The inside of stage.h: stage.c has the rows of the input, stage_item.c what is made of them,
 * stage_rank.c numbers them.
 *
 * Thread: main.
 */
#include "engine/memory.h"
#include "engine/shape.h"
#include "engine/stage.h"
#include "engine/way.h"

enum { SCRATCH_BYTES = 256 * 1024, ROW_OVERHEAD = 160 };

typedef struct Partition {
    GBytes *key;         /* owned */
    GSequence *rows;     /* owned: Row (borrowed) in order */
    GPtrArray *numbered; /* owned: those that had the numbers 1, 2, ... when last numbered */
    size_t changed_from; /* the rows before this place are as they were then */
    bool is_dirty;
} Partition;

/* A row of the input. */
typedef struct Row {
    uint64_t id;        /* its key */
    GByteArray *inputs; /* owned: as they were last put */
    GByteArray *old;    /* owned: as what it made was made; NULL: it has made nothing yet */
    int64_t number, made_number; /* row_number(): now, and when it made what it made; 0: none */
    int64_t number_before;       /* the number when its partition was last numbered */
    GByteArray *orders; /* owned: what its partition orders by; NULL without row_number() */
    GSequenceIter *at;  /* its place in the partition; NULL: in none */
    Partition *partition;
    GPtrArray *items; /* owned: StageItem, one for each row made of it; NULL with groups */
    bool is_dirty, is_gone;
} Row;

/* A row of the result. */
typedef struct StageItem {
    Item item;
    GBytes *key;      /* owned: of a group; or the saved outputs */
    int64_t count;    /* rows of a group */
    GHashTable *rows; /* owned: Row that are in a group, if some aggregate can't take values back */
    bool is_dirty;
    char states[] __attribute__((aligned(16)));
} StageItem;

typedef enum Mode { MODE_ADD, MODE_REMOVE, MODE_FILL } Mode;

struct Stage {
    StageOptions options;
    const PlanSelect *plan;
    PlanSelect result; /* the plan over the items' slots */
    PlanOutput *result_outputs;
    Shape shape;       /* of groups */
    bool takes_back;   /* every aggregate can remove */
    Type *input_types; /* owned */
    size_t inputs_len;
    Arena *exprs;    /* owned: of `result` */
    Arena *arena;    /* owned: of the row that is looked at */
    Arena *compared; /* owned: of two rows that are compared */
    ExprContext context;
    Value *slots;
    ShapeInput *inputs; /* owned: of a row of a group, one for each state */
    Way *way;
    Mode mode;
    Row *row;               /* that is running */
    StageItem *group;       /* that is being filled */
    size_t made;            /* rows made of the row so far */
    GHashTable *rows;       /* id -> owned Row */
    GHashTable *partitions; /* GBytes -> owned Partition */
    GHashTable *groups;     /* GBytes -> owned StageItem */
    GPtrArray *dirty_rows, *dirty_partitions, *dirty_groups;
    GPtrArray *changed; /* Item */
    uint64_t ordinals, version;
    int64_t items;
    size_t bytes;
};

/* ---- stage.c ---- */

/* The values of a row of the input into the slots. */
bool stage_load_inputs(Stage *stage, const GByteArray *inputs, GError **error);
/* What @inputs, with that number, make: added, taken back, or put into stage->group. */
bool stage_run_row(Stage *stage, Row *row, const GByteArray *inputs, int64_t number, Mode mode,
                   GError **error);
void stage_mark_row(Stage *stage, Row *row); /* it has changed */

/* ---- stage_item.c ---- */

/* A row at the end of the way; a WayOptions.row. */
bool stage_take_row(void *stage_at, const WindowSpan *span, GError **error);
bool stage_settle_groups(Stage *stage, GError **error);
void stage_add_always(Stage *stage); /* groups that are there without any row */
/* Of a row without groups: keep the first @len of its items. */
void stage_cut_items(Stage *stage, Row *row, size_t len);
void stage_free_item(StageItem *item, const Stage *stage);

/* ---- stage_rank.c ---- */

bool stage_enter_partition(Stage *stage, Row *row, GError **error);
void stage_leave_partition(Stage *stage, Row *row);
void stage_settle_partitions(Stage *stage);
void stage_free_partition(void *partition);
