# Finds the JVM, makes its class path and options, and runs a main class. Sourced by bin/hopsfs.

java=
java_version=

# Sets java and java_version; refuses what can't run hopsfs.
require_java() {
  [[ -z $java ]] || return 0
  local advice="hopsfs needs JDK 17 or later: set JAVA_HOME to one" release
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || fail "JAVA_HOME = $JAVA_HOME: no bin/java there; $advice"
  else
    java=$(command -v java) || fail "there is no java on the PATH; $advice"
  fi
  release=$(readlink -f "$java")
  release=${release%/bin/java}/release
  if [[ -f $release ]]; then
    java_version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$release")
  fi
  if [[ -z $java_version ]]; then
    java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  local major=${java_version%%[.+-]*}
  [[ $major =~ ^[0-9]+$ && $major -ge 17 ]] || fail "$java is Java ${java_version:-of an unknown version}; $advice"
}

# The jars come first, in a fixed order: a class-data archive holds for exactly that beginning of the class path, and for no directory.
# Hadoop's jars hold nothing that a configuration directory would have to come before.
set_class_path() {
  # Maven's own list, since the directory may also hold jars of an earlier build.
  local jar jars= listed
  IFS=: read -r -a listed <"$built" || true
  for jar in "${listed[@]}"; do
    jars+=$HOPSFS_LIB/${jar##*/}:
  done
  # Not ours to ship: ClusterJ comes from the NDB that libndbclient is of.
  if [[ -n ${NDB_HOME:-} ]]; then
    for jar in "$NDB_HOME"/share/java/clusterj-[0-9]*.jar; do
      [[ ! -f $jar ]] || jars+=$jar:
    done
  fi
  CLASSPATH=$jars$HADOOP_CONF_DIR
  if [[ -n ${HADOOP_CLASSPATH:-} ]]; then
    if [[ -n ${HADOOP_USER_CLASSPATH_FIRST:-} ]]; then
      CLASSPATH=$HADOOP_CLASSPATH:$CLASSPATH
    else
      CLASSPATH=$CLASSPATH:$HADOOP_CLASSPATH
    fi
  fi
  export CLASSPATH
}

# A bare number is megabytes, as in Hadoop's scripts.
heap_size() {
  [[ $1 =~ ^[0-9]+[kKmMgGtT]?$ ]] || fail "$2 = $1: expected a size such as 2048 (megabytes) or 4g"
  [[ $1 =~ ^[0-9]+$ ]] && printf '%sm' "$1" || printf '%s' "$1"
}

# Sets jvm_options for a role: namenode, datanode or client.
set_jvm_options() {
  local role=$1 log4j=$HADOOP_CONF_DIR/log4j.properties
  [[ -f $log4j ]] || log4j=$HOPSFS_HOME/conf/log4j.properties
  jvm_options=(
    "-Dproc_$role"
    "-Dhopsfs.home=$HOPSFS_HOME"
    "-Dhadoop.log.dir=${HADOOP_LOG_DIR:-$HOPSFS_DATA/logs}"
    "-Dhadoop.log.file=${HADOOP_LOGFILE:-$role.log}"
    "-Dhadoop.root.logger=${HADOOP_ROOT_LOGGER:-INFO,console}"
    "-Dlog4j.configuration=file:$log4j"
  )
  archive_options "$role"
  if [[ $role == client ]]; then
    # A shell command is over before the second compiler pays.
    jvm_options+=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)
  else
    # A server that ran out of memory is better restarted than half alive.
    jvm_options+=(-XX:+ExitOnOutOfMemoryError)
  fi
  [[ -z ${JAVA_LIBRARY_PATH:-} ]] || jvm_options+=("-Djava.library.path=$JAVA_LIBRARY_PATH")
  local heap
  if [[ -n ${HADOOP_HEAPSIZE_MAX:-${HADOOP_HEAPSIZE:-}} ]]; then
    heap=$(heap_size "${HADOOP_HEAPSIZE_MAX:-$HADOOP_HEAPSIZE}" HADOOP_HEAPSIZE_MAX)
    jvm_options+=("-Xmx$heap")
  fi
  if [[ -n ${HADOOP_HEAPSIZE_MIN:-} ]]; then
    heap=$(heap_size "$HADOOP_HEAPSIZE_MIN" HADOOP_HEAPSIZE_MIN)
    jvm_options+=("-Xms$heap")
  fi
  local given=${HADOOP_OPTS:--Djava.net.preferIPv4Stack=true}
  case $role in
    namenode) given+=" ${HDFS_NAMENODE_OPTS:-${HADOOP_NAMENODE_OPTS:-}}" ;;
    datanode) given+=" ${HDFS_DATANODE_OPTS:-${HADOOP_DATANODE_OPTS:-}}" ;;
    client) given+=" ${HADOOP_CLIENT_OPTS:-}" ;;
  esac
  # Several options in one variable, separated by blanks.
  local words
  read -r -a words <<<"${given//$'\n'/ }"
  jvm_options+=("${words[@]}")
}

run_class() {
  local role=$1
  shift
  set_class_path
  set_jvm_options "$role"
  exec "$java" "${jvm_options[@]}" "$@"
}

run_namenode() { run_class namenode io.hopsfs.namenode.NameNode "$@"; }
run_datanode() { run_class datanode io.hopsfs.datanode.DataNode "$@"; }
run_client() { run_class client "$@"; }

# The harness is no client of the configured cluster: no site files, no log lines between its tables, and the compiler that servers have.
run_bench() {
  HADOOP_ROOT_LOGGER=${HADOOP_ROOT_LOGGER:-WARN,console}
  set_class_path
  set_jvm_options bench
  CLASSPATH+=:$HOPSFS_HOME/hopsfs-dist/target/bench-lib/*
  exec "$java" "${jvm_options[@]}" io.hopsfs.benchmarks.Bench "$@"
}
