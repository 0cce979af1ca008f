# Class-data archives: what a JVM would load and verify at each start, mapped from a file instead. Sourced by bin/hopsfs.
# They are a matter of speed only: the JVM ignores one that doesn't fit, and everything works without them.

archives=$HOPSFS_HOME/hopsfs-dist/target/archives

# archive_options ROLE: adds to jvm_options.
archive_options() {
  if [[ -n ${HOPSFS_RECORD_ARCHIVE:-} ]]; then
    jvm_options+=("-XX:ArchiveClassesAtExit=$HOPSFS_RECORD_ARCHIVE" -Xlog:cds=off -Xlog:cds+dynamic=off)
  elif [[ -f $archives/$1.jsa ]]; then
    jvm_options+=("-XX:SharedArchiveFile=$archives/$1.jsa" -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off)
  fi
}

# What the archives hold for: this JVM, these jars.
archives_key() {
  printf '%s %s\n' "$java" "$java_version"
  cat "$built"
  (cd "$HOPSFS_LIB" && stat -c '%n %s %Y' -- *.jar)
}

# Makes the archives unless they are there and fit, by running a small cluster and recording what it loads.
make_archives() {
  [[ ${HOPSFS_ARCHIVES:-} != never && -w ${archives%/*} ]] || return 0
  [[ ! -f $archives/key ]] || [[ $(archives_key) != "$(<"$archives/key")" ]] || return 0
  (
    exec 9>&-
    if command -v flock >/dev/null; then
      exec 8>"$archives.lock"
      flock -n 8 || exit 0
    fi
    printf 'Recording class-data archives for a fast start ...\n' >&2
    rm -rf "$archives"
    mkdir -p "$archives/new"
    if record_archives >"$archives/record.log" 2>&1; then
      mv "$archives"/new/*.jsa "$archives"
    else
      printf 'hopsfs: no class-data archives, so starts are slower; %s says why\n' "$archives/record.log" >&2
    fi
    # Written after a failure too: it isn't tried again until a jar changes.
    archives_key >"$archives/key"
    rm -rf "$archives/new"
  ) || true
}

record_archives() (
  unset HADOOP_CONF_DIR HADOOP_CLASSPATH HADOOP_USER_CLASSPATH_FIRST HADOOP_OPTS HADOOP_CLIENT_OPTS HDFS_NAMENODE_OPTS HADOOP_NAMENODE_OPTS \
    HDFS_DATANODE_OPTS HADOOP_DATANODE_OPTS HADOOP_HEAPSIZE_MAX HADOOP_LOG_DIR HADOOP_USER_NAME
  HOPSFS_DATA=$(mktemp -d)
  export HOPSFS_DATA HOPSFS_ARCHIVES=never HADOOP_ROOT_LOGGER=INFO,console
  trap 'stop datanode; stop namenode; rm -rf "$HOPSFS_DATA"' EXIT
  write_configuration
  cluster_client format || exit
  HOPSFS_RECORD_ARCHIVE=$archives/new/namenode.jsa start namenode
  await_listening namenode || exit
  HOPSFS_RECORD_ARCHIVE=$archives/new/datanode.jsa start datanode
  cluster_client state --wait "$start_timeout" || exit
  cluster_client dfs -put "$HOPSFS_HOME/bin/hopsfs" /one || exit
  # A copy within the file system both reads and writes.
  HOPSFS_RECORD_ARCHIVE=$archives/new/client.jsa cluster_client dfs -cp /one /two || exit
  stop datanode
  stop namenode
  ls "$archives"/new/{namenode,datanode,client}.jsa
)
