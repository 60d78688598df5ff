#!/bin/sh
# What Zeppelin starts for the interpreter group kafka; the program lies beside this file.
exec "${0%/*}/zeppelin-kafka" interpreter "$@"
