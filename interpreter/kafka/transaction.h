#pragma once
/*
 * The transactions of one stream, one after the other: the records that a sink of the same client
 * writes, and how far the topics were read that they were made of. Both are there, or neither.
 *
 * A stream has a name, which is the producer's transactional.id and the consumer group that the
 * offsets are committed for. Whoever opens it ends what an earlier run has left open, and that run,
 * if it still goes on, can commit no more.
 *
 * Thread: one.
 */
#include "kafka/client.h"

enum {
    TRANSACTION_STREAM_MAX = 200, /* bytes of a stream's name */
    TRANSACTION_NOTE_MAX = 1000,  /* bytes of a note */
};

typedef struct Transaction Transaction;

typedef struct TransactionOffset {
    const char *topic; /* borrowed */
    int partition;
    int64_t offset; /* the first that is not read; -1: none was committed */
} TransactionOffset;

/**
 * transaction_open() - the stream's, with nothing open in it
 * @client:  (borrowed) a producer whose transactional.id is @stream
 * @error:   FAIL_NET, FAIL_KAFKA: the brokers can't be reached, or do not allow it
 *
 * Return: (owned) NULL with @error set.
 */
Transaction *transaction_open(Client *client, const char *stream, int64_t timeout_ms,
                              GError **error);
void transaction_close(Transaction *transaction); /* NULL is fine; aborts what is open */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transaction, transaction_close)

/* The broker keeps committed offsets. The embedded one does not: it takes and forgets them. */
bool transaction_keeps_offsets(const Transaction *transaction);

/**
 * transaction_committed() - what the stream's last transaction has left
 * @offsets:   all that are wanted, or none; their offset is set
 * @ret_note:  (owned) what was committed beside the offsets; NULL: nothing
 */
bool transaction_committed(Transaction *transaction, TransactionOffset *offsets, size_t len,
                           int64_t timeout_ms, char **ret_note, GError **error);

/* Before a sink writes. Nothing happens while one is open. */
bool transaction_begin(Transaction *transaction, GError **error);
/**
 * transaction_commit() - wait until all that was written is there, with these offsets
 * @offsets:  may be none
 * @note:     at most TRANSACTION_NOTE_MAX bytes, for transaction_committed()
 * @error:    FAIL_KAFKA: another run has taken the stream over, or the brokers refuse; FAIL_NET.
 *            Nothing of the transaction is there, or ever will be
 */
bool transaction_commit(Transaction *transaction, const TransactionOffset *offsets, size_t len,
                        const char *note, int64_t timeout_ms, GError **error);
/* What a sink failed with, as the stream's own failure if it is one. Returns false. */
bool transaction_blame(Transaction *transaction, GError **error);
