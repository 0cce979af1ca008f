# The single-node cluster: up, down, status. Sourced by bin/hopsfs.

start_timeout=${HOPSFS_START_TIMEOUT:-60}

xml_escape() {
  local text=$1
  text=${text//&/&amp;}
  text=${text//</&lt;}
  printf '%s' "${text//>/&gt;}"
}

property() {
  printf '  <property><name>%s</name><value>%s</value></property>\n' "$1" "$(xml_escape "$2")"
}

# setting FILE KEY: the value of a key in a file that write_configuration made.
setting() {
  sed -n "s|.*<name>$2</name><value>\(.*\)</value>.*|\1|p" "$(cluster_conf)/$1" | head -n 1
}

port_of() {
  local value
  value=$(setting "$1" "$2")
  printf '%s' "${value##*:}"
}

# The cluster's ports: whose, in which file, under which key, and which one is tried first. Whoever has the first of a role is ready.
ports=(
  "namenode core-site.xml fs.defaultFS 8020"
  "namenode hdfs-site.xml dfs.namenode.http-address 9870"
  "datanode hdfs-site.xml dfs.datanode.ipc.address 9867"
  "datanode hdfs-site.xml dfs.datanode.address 9866"
  "datanode hdfs-site.xml dfs.datanode.http.address 9864"
)

# keys_of ROLE: file and key of each of its ports.
keys_of() {
  local declaration role file key
  for declaration in "${ports[@]}"; do
    read -r role file key _ <<<"$declaration"
    if [[ $role == "$1" ]]; then printf '%s %s\n' "$file" "$key"; fi
  done
}

write_configuration() {
  local conf declaration chosen=()
  conf=$(cluster_conf)
  [[ $HOPSFS_DATA != *,* ]] || fail "the data directory $HOPSFS_DATA has a comma in its name, which separates directories in HDFS's configuration"
  mkdir -p "$conf"
  chosen_ports=()
  for declaration in "${ports[@]}"; do
    free_port "${declaration##* }"
    chosen+=("127.0.0.1:$free_port")
  done
  {
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Written once by hopsfs up. Change it freely, but keep a property on a line. -->\n<configuration>\n'
    property dfs.namenode.http-address "${chosen[1]}"
    property dfs.datanode.ipc.address "${chosen[2]}"
    property dfs.datanode.address "${chosen[3]}"
    property dfs.datanode.http.address "${chosen[4]}"
    property dfs.datanode.data.dir "$HOPSFS_DATA/datanode"
    property dfs.replication 1
    property hopsfs.store rocksdb
    property hopsfs.store.rocksdb.dir "$HOPSFS_DATA/namenode"
    printf '</configuration>\n'
  } >"$conf/hdfs-site.xml"
  # Last, since its presence says that there is a cluster.
  {
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Written once by hopsfs up. Change it freely, but keep a property on a line. -->\n<configuration>\n'
    property fs.defaultFS "hdfs://${chosen[0]}"
    property hadoop.tmp.dir "$HOPSFS_DATA/tmp"
    printf '</configuration>\n'
  } >"$conf/core-site.xml.new"
  mv "$conf/core-site.xml.new" "$conf/core-site.xml"
}

# replace_taken_ports ROLE: the remembered port of a process that isn't running may be someone else's by now. Fails if none is.
replace_taken_ports() {
  local file key old replaced=1
  chosen_ports=()
  while read -r file key; do
    old=$(port_of "$file" "$key")
    [[ $old =~ ^[0-9]+$ ]] || fail "$(cluster_conf)/$file: $key should be an address that ends in a port"
    if answers "$old"; then
      free_port "$old"
      printf 'hopsfs: port %s is taken by another process; %s now has port %s\n' "$old" "$key" "$free_port" >&2
      sed -i "s|\(<name>$key</name><value>.*:\)$old</value>|\1$free_port</value>|" "$(cluster_conf)/$file"
      replaced=0
    fi
  done < <(keys_of "$1")
  return "$replaced"
}

lock_cluster() {
  mkdir -p "$HOPSFS_DATA/run" || fail "can't write to the data directory $HOPSFS_DATA"
  if command -v flock >/dev/null; then
    exec 9>"$HOPSFS_DATA/run/lock"
    flock -w 300 9 || fail "another hopsfs up or down is at work on $HOPSFS_DATA"
  fi
}

# start_failed ROLE WHAT: says why, takes down what was started, and gives up.
start_failed() {
  printf 'hopsfs: the %s %s. Its last words, from %s:\n' "$1" "$2" "$HOPSFS_DATA/logs" >&2
  # What a JVM says by itself is in .out, the rest in .log.
  tail -q -n 15 "$HOPSFS_DATA/logs/$1".{log,out} 2>/dev/null | cut -c1-400 >&2 || true
  stop datanode
  stop namenode
  exit 1
}

# await_listening ROLE: until its first port is open. Fails if it ends before.
await_listening() {
  local file key pid deadline=$((SECONDS + start_timeout))
  read -r file key < <(keys_of "$1")
  while pid=$(running "$1"); do
    if listens "$pid" "$(port_of "$file" "$key")"; then return 0; fi
    ((SECONDS < deadline)) || start_failed "$1" "did not listen within $start_timeout s"
    sleep 0.05
  done
  return 1
}

# start_serving ROLE: starts it; with other ports if someone took one after it was found free.
start_serving() {
  local attempt
  replace_taken_ports "$1" || true
  for attempt in 1 2 3; do
    start "$1"
    if await_listening "$1"; then return 0; fi
    replace_taken_ports "$1" || break
  done
  start_failed "$1" "ended during its start"
}

cluster_client() {
  "$BASH" "$HOPSFS_HOME/bin/hopsfs" --config "$(cluster_conf)" "$@" 9>&-
}

start_cluster() {
  export HADOOP_LOG_DIR=$HOPSFS_DATA/logs
  export HADOOP_ROOT_LOGGER=${HADOOP_DAEMON_ROOT_LOGGER:-INFO,RFA}
  if [[ ! -e $HOPSFS_DATA/namenode ]]; then
    mkdir -p "$HOPSFS_DATA/logs"
    cluster_client format >"$HOPSFS_DATA/logs/format.out" 2>&1 || {
      tail -n 15 "$HOPSFS_DATA/logs/format.out" >&2
      fail "the store could not be formatted"
    }
  fi
  running namenode >/dev/null || start_serving namenode
  running datanode >/dev/null || start_serving datanode
  HADOOP_ROOT_LOGGER=ERROR,console cluster_client state --wait "$start_timeout" >"$HOPSFS_DATA/logs/state.out" 2>&1 || {
    cat "$HOPSFS_DATA/logs/state.out" >&2
    running namenode >/dev/null || start_failed namenode "ended during its start"
    start_failed datanode "did not become ready within $start_timeout s"
  }
}

cluster_up() {
  require_java
  lock_cluster
  if running namenode >/dev/null && running datanode >/dev/null; then
    build_if_missing
    printf 'Already up: '
  else
    # The jars of a process that runs must stay as they are.
    if running namenode >/dev/null || running datanode >/dev/null; then build_if_missing; else build_if_older_than_sources; fi
    [[ -f $(cluster_conf)/core-site.xml ]] || write_configuration
    make_archives
    (start_cluster)
    printf 'Up: '
  fi
  local flag='' data=${HOME:-/tmp}/.hopsfs
  [[ $HOPSFS_DATA == "$data" ]] || flag=" --data $(printf '%q' "$HOPSFS_DATA")"
  printf '%s\n' "$(setting core-site.xml fs.defaultFS)"
  printf 'Web: http://%s\n' "$(setting hdfs-site.xml dfs.namenode.http-address)"
  printf 'Use:  bin/hopsfs%s dfs -ls /\nStop: bin/hopsfs%s down\n' "$flag" "$flag"
  if [[ -n ${HADOOP_CONF_DIR:-} && -z $flag ]]; then
    printf 'hopsfs: HADOOP_CONF_DIR is set to %s, and commands will use that rather than this cluster; unset it, or say --data %s\n' \
      "$HADOOP_CONF_DIR" "$(printf '%q' "$HOPSFS_DATA")" >&2
  fi
}

cluster_down() {
  if [[ ! -d $HOPSFS_DATA/run ]]; then
    printf 'Nothing runs under %s\n' "$HOPSFS_DATA"
    return 0
  fi
  lock_cluster
  local role stopped=
  for role in datanode namenode; do
    if running "$role" >/dev/null; then stopped+=" $role"; fi
    stop "$role"
  done
  if [[ -n $stopped ]]; then printf 'Stopped:%s\n' "$stopped"; else printf 'Nothing runs under %s\n' "$HOPSFS_DATA"; fi
}

# Exit codes: 0 the cluster serves, 1 it is half up or not ready, 3 nothing runs.
cluster_status() {
  local role pid up=0
  for role in namenode datanode; do
    if pid=$(running "$role"); then
      up=$((up + 1))
      printf '%s: running, pid %s\n' "$role" "$pid"
    else
      printf '%s: not running\n' "$role"
    fi
  done
  ((up > 0)) || return 3
  running namenode >/dev/null || return 1
  printf 'URI: %s\n' "$(setting core-site.xml fs.defaultFS)"
  require_java
  HADOOP_ROOT_LOGGER=ERROR,console cluster_client state || return 1
}
