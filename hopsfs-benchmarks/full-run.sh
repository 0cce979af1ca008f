#!/usr/bin/env bash
# Runs what docs/performance.md reports, part by part, and leaves a table, JSON and a page of each in a directory.
set -euo pipefail

usage() {
  cat <<'END'
Usage: full-run.sh DIRECTORY [PART...]

Parts, in the order in which they run; without any named: those up to nnthroughput, some 75 minutes on a quiet machine of 4 cores.
  race         embedded store against both lock modes of stock and the floor: operations and the mix that have a target
  race-more    the same for the other operations and the write-heavy mix, on colder JVMs
  floor        constant answers on the same wire
  race-ndb     NDB against stock's fine-grained lock (needs NDB_HOME, as all parts that end with -ndb, and scale)
  scale        1, 2 and 4 NameNodes on NDB, with two clients each
  blockreport  full block reports: of 12,000 replicas from 10 DataNodes, and of 360 from 100
  restart      100,000 files
  subtree      100,000 files, without a quota and under one
  failover     one NameNode of each kind, started again
  failover-ndb one of three NameNodes on NDB
  nnthroughput Hadoop's own benchmark
Only when named:
  millions     restart at 1 and at 5 million files, some 20 minutes; subtree of a million, hours; 10 GB of memory
END
}

if [[ $# -lt 1 || $1 == -* ]]; then usage >&2; exit 2; fi
hopsfs=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/bin/hopsfs
results=$(mkdir -p "$1" && cd "$1" && pwd)
shift

parts=(race race-more floor race-ndb scale blockreport restart subtree failover failover-ndb nnthroughput)
[[ $# -eq 0 ]] || parts=("$@")
targets=stat,open1,ls16,create,mkdir,rename,delete,chmod,spotify
others=open4,ls1000,summary,create-block,setrep,write-heavy
# JVMs that have been up for seconds spend much of their time on compiling: targets are for those that have not.
warm=(--rounds 3 --seconds 3 --warm-up 15)
rounds=(--rounds 3 --seconds 1.5 --warm-up 3)
failed=()

# bench NAME COMMAND ARGUMENTS: goes on after a failure, which the exit code tells in the end.
bench() {
  local name=$1 started=$SECONDS
  shift
  printf '\n== %s: bench %s\n' "$name" "$*"
  "$hopsfs" bench "$@" --json "$results/$name.json" --html "$results/$name.html" 2>&1 | tee "$results/$name.txt" || failed+=("$name")
  printf '== %s: %d s\n' "$name" $((SECONDS - started))
}

for part in "${parts[@]}"; do
  case $part in
    race) bench race race --ops "$targets" --files 20000 "${warm[@]}" ;;
    race-more) bench race-more race --no-floor --ops "$others" --files 20000 "${rounds[@]}" ;;
    floor) bench floor floor --ops "$targets" --rounds 1 --seconds 3 --warm-up 3 ;;
    race-ndb) bench race-ndb race --store ndb --no-floor --ops "$targets" --files 10000 "${warm[@]}" --against stock-fgl ;;
    scale)
      # So few clients that four NameNodes find idle cores as one does, which makes them need minutes to become warm.
      bench scale scale --to-each --threads 2 --namenodes 1,2,4 --ops stat,mkdir --files 1000 --heap 512m --rounds 5 --seconds 5 --warm-up 110
      ;;
    blockreport)
      bench blockreport blockreport --files 100000 --datanodes 10 --rounds 3
      bench blockreport-small blockreport --files 30000 --rounds 3
      ;;
    restart) bench restart restart --files 100000 --rounds 2 --against stock-global ;;
    subtree)
      bench subtree subtree --sizes 100000 --against stock-global
      bench subtree-quota subtree --sizes 100000 --against stock-global --quota
      ;;
    failover) bench failover failover --files 10000 --rounds 2 --seconds 2 --against stock-global ;;
    failover-ndb) bench failover-ndb failover --store ndb --namenodes 3 --against none --files 1000 --rounds 2 --seconds 3 --heap 1g ;;
    nnthroughput) bench nnthroughput nnthroughput --count 20000 --rounds 1 ;;
    millions)
      for files in 1000000 5000000; do
        bench "restart-$files" restart --offline --files "$files" --rounds 3 --heap 5g --against stock-global
      done
      bench subtree-1000000 subtree --sizes 1000000 --heap 4g
      ;;
    *) usage >&2; exit 2 ;;
  esac
done

printf '\nResults are in %s\n' "$results"
if [[ ${#failed[@]} -gt 0 ]]; then
  printf 'FAILED: %s\n' "${failed[*]}" >&2
  exit 1
fi
