# shellcheck shell=sh
# The common half of kafka.sh and zeppelin.sh, which source it: brings the jars of one server
# from Maven Central into a cache outside the repository, once.
#
# A server's folder appears in the cache whole or not at all: the jars are gathered beside it and
# then renamed. A second fetch finds the folder and needs neither network nor Maven. To add a
# version, put a SERVER-VERSION.pom.xml beside this file.

here=$(cd "$(dirname "$0")" && pwd)
cache=${ZEPPELIN_KAFKA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/zeppelin-kafka}

die() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# versions SERVER: those that have a pom.
versions() {
    for pom in "$here/$1"-*.pom.xml; do
        version=${pom##*/"$1"-}
        echo "${version%.pom.xml}"
    done
}

# require_version SERVER VERSION: sets name, pom and folder, or says which versions there are.
require_version() {
    name=$1-$2
    pom=$here/$name.pom.xml
    folder=$cache/$name
    [ -f "$pom" ] || die "no version '$2' of $1 is known; there is: $(versions "$1" | xargs)"
}

# fetch_jars: fills $folder/lib from $pom unless it is there.
fetch_jars() {
    [ ! -d "$folder/lib" ] || return 0
    command -v mvn >/dev/null || die "mvn is missing (on Debian: apt-get install maven)"
    mkdir -p "$cache"
    partial=$(mktemp -d "$cache/.$name.XXXXXX")
    trap 'rm -rf "$partial"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    began=$(date +%s)
    echo "fetching $name from Maven Central into $folder ..." >&2
    mvn --batch-mode --quiet --file "$pom" dependency:copy-dependencies -DincludeScope=runtime \
        -DoutputDirectory="$partial/lib" >"$partial/maven.log" 2>&1 || {
        cat "$partial/maven.log" >&2
        die "Maven could not fetch $name; its reason is above"
    }
    rm "$partial/maven.log"
    chmod 755 "$partial"
    # Where somebody else has fetched the same meanwhile, theirs is as good.
    mv -T "$partial" "$folder" 2>/dev/null || [ -d "$folder/lib" ] || die "cannot write to $cache"
    echo "fetched $name: $(du -sm "$folder" | cut -f1) MB," \
        "$(find "$folder/lib" -name '*.jar' | wc -l) jars, $(($(date +%s) - began)) s" >&2
}

# serve SERVER COMMAND [VERSION]: what the scripts' heads describe.
serve() {
    case ${2:-} in
    fetch)
        require_version "$1" "${3:-}"
        fetch_jars
        echo "$folder/lib"
        ;;
    path)
        require_version "$1" "${3:-}"
        echo "$folder/lib"
        ;;
    versions) versions "$1" ;;
    *)
        sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2
        [ "${2:-}" = help ] || exit 2
        ;;
    esac
}
