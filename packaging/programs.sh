# shellcheck shell=sh disable=SC2034
# The two programs and the flags of their JVMs, for ./fettle and for packages. To be sourced.

# An AOT cache is only accepted by a JVM with the flags it was trained with. The log is for us, not for
# people: without -Xlog:disable a cache that doesn't fit any more would be told on standard output.
# No -Xshare: it is "auto" by itself, and the JVM refuses any word of it beside an AOT cache.
common_flags='-XX:+UseSerialGC -XX:-UsePerfData -XX:+UseCompactObjectHeaders
    --enable-native-access=ALL-UNNAMED -Xlog:disable
    -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8'

cli_program() {
    program=fettle-cli main=dev.fettle.cli.FettleMain training=dev.fettle.cli.AotTrainingMain
    flags="$common_flags -Xmx320m -XX:TieredStopAtLevel=1"
}

server_program() {
    program=fettle-server main=dev.fettle.server.ServerMain training=dev.fettle.server.ServerTrainingMain
    flags="$common_flags -Xmx512m -Xss512k"
    export MALLOC_ARENA_MAX=2 # each of many threads would else get 64 MiB of addresses, and keep what it frees
}

# choose_program ARGS…: the program for a command line.
choose_program() {
    case ${1:-} in
        up | backup | restore | sign-in-link) server_program ;;
        *)
            cli_program
            # Which streams are terminals, and how wide: Java can't tell them apart.
            terminal=
            [ ! -t 1 ] || terminal=1
            [ ! -t 2 ] || terminal=${terminal}2
            [ -z "$terminal" ] || { size=$(stty size 2>/dev/null </dev/tty) && terminal=$terminal:${size#* }; }
            flags="$flags -Dfettle.terminal=$terminal"
            ;;
    esac
}

# train JAVA FOLDER LOG ARGS…: makes the AOT cache of the chosen program, whose jar is in FOLDER, by a training with ARGS.
train() {
    java=$1 cache=$2/$program.aot jar=$2/$program.jar log=$3
    shift 3
    # shellcheck disable=SC2086  # a list of words
    "$java" $flags "-XX:AOTCacheOutput=$cache" -cp "$jar" "$training" "$@" </dev/null >"$log" 2>&1 &&
        [ -s "$cache" ] && return
    rm -f "$cache"
    return 1
}
