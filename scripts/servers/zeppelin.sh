#!/bin/sh
# The Apache Zeppelin server for tests and the demo, from Maven Central. What comes from there is
# the server alone: its web application is our small note page, zeppelin-conf/note-page.
#
#   zeppelin.sh fetch VERSION   bring its jars into the cache, once, and print their folder
#   zeppelin.sh path VERSION    print that folder without fetching anything
#   zeppelin.sh versions        the versions that can be had
#   zeppelin.sh home DIR PORT [NAME=VALUE ...]
#                               make a minimal ZEPPELIN_HOME of DIR, or bring an older one up to
#                               date: loopback address, that port, no login; NAME=VALUE are
#                               further properties of zeppelin-site.xml
#   zeppelin.sh exec VERSION DIR
#                               become the server of that home, logging to standard output
#
# The cache is $ZEPPELIN_KAFKA_CACHE, by default ${XDG_CACHE_HOME:-~/.cache}/zeppelin-kafka.
# tests/lib/zeppelin_server.py and scripts/demo use this.

set -eu
. "$(dirname "$0")/fetch.sh"

# site_xml: lines NAME=VALUE on standard input to zeppelin-site.xml; the last of a name counts.
site_xml() {
    awk '
        { at = index($0, "="); name = substr($0, 1, at - 1) }
        !(name in value) { names[++count] = name }
        { value[name] = substr($0, at + 1) }
        END {
            print "<?xml version=\"1.0\"?>\n<configuration>"
            for (i = 1; i <= count; i++) {
                text = value[names[i]]
                gsub(/&/, "\\&amp;", text)
                gsub(/</, "\\&lt;", text)
                printf "  <property><name>%s</name><value>%s</value></property>\n", names[i], text
            }
            print "</configuration>"
        }'
}

# make_home DIR PORT [NAME=VALUE ...]
make_home() {
    [ $# -ge 2 ] || die "home needs a folder and a port"
    mkdir -p "$1"
    home=$(cd "$1" && pwd)
    port=$2
    shift 2
    page=$(cd "$here/../../zeppelin-conf/note-page" && pwd)
    rm -rf "$home/tmp" # what a server that was killed has left
    for folder in conf interpreter local-repo logs notebook plugins run tmp webapps; do
        mkdir -p "$home/$folder"
    done
    {
        cat <<PROPERTIES
zeppelin.server.addr=127.0.0.1
zeppelin.server.port=$port
zeppelin.server.allowed.origins=http://127.0.0.1:$port,http://localhost:$port
zeppelin.anonymous.allowed=true
zeppelin.notebook.dir=$home/notebook
zeppelin.notebook.storage=org.apache.zeppelin.notebook.repo.VFSNotebookRepo
zeppelin.interpreter.dir=$home/interpreter
zeppelin.interpreter.group.default=kafka
zeppelin.interpreter.connect.timeout=20000
zeppelin.search.enable=false
zeppelin.war=$page
zeppelin.angular.war=$page
PROPERTIES
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } | site_xml >"$home/conf/zeppelin-site.xml"
    cat >"$home/conf/log4j.properties" <<'LOG4J'
log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d{HH:mm:ss,SSS} %p %c{1} %m%n
LOG4J
}

# become_server VERSION DIR
become_server() {
    require_version zeppelin "${1:-}"
    [ -f "${2:-}/conf/zeppelin-site.xml" ] || die "exec needs a home made by 'zeppelin.sh home'"
    home=$(cd "$2" && pwd)
    [ -d "$folder/lib" ] || die "$name is not here yet: zeppelin.sh fetch $1"
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    command -v "$java" >/dev/null ||
        die "java is missing (on Debian: apt-get install openjdk-17-jre-headless)"
    # With an identity Zeppelin does not take the end of its standard input for its own; with the
    # local address its interpreters are told the loopback address, the only one it listens on.
    export ZEPPELIN_HOME="$home" ZEPPELIN_CONF_DIR="$home/conf" ZEPPELIN_LOG_DIR="$home/logs" \
        ZEPPELIN_PID_DIR="$home/run" ZEPPELIN_IDENT_STRING=zeppelin-kafka \
        ZEPPELIN_LOCAL_IP=127.0.0.1
    cd "$home"
    exec "$java" -Xmx512m -XX:+UseSerialGC -Dfile.encoding=UTF-8 -Djava.io.tmpdir="$home/tmp" \
        -Dlog4j.configuration="file:$home/conf/log4j.properties" \
        -cp "$home/conf:$folder/lib/*" org.apache.zeppelin.server.ZeppelinServer
}

case ${1:-} in
home)
    shift
    make_home "$@"
    ;;
exec)
    shift
    become_server "$@"
    ;;
*) serve zeppelin "$@" ;;
esac
