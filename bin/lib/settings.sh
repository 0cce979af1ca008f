# Where things are and what the environment asks for. Sourced by bin/hopsfs.

config_option=
data_option=false
HOPSFS_DATA=${HOPSFS_DATA:-${HOME:-/tmp}/.hopsfs}
[[ $HOPSFS_DATA == /* ]] || HOPSFS_DATA=$PWD/$HOPSFS_DATA

# The JVM takes the encoding of its arguments, path names among them, from the locale.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  *[Uu][Tt][Ff]*8*) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac

fail() {
  printf 'hopsfs: %s\n' "$1" >&2
  exit "${2:-1}"
}

# path_argument OPTION PATH: the path, made absolute.
path_argument() {
  [[ $# -ge 2 && -n $2 ]] || fail "$1 needs a directory"
  [[ $2 == /* ]] && printf '%s' "$2" || printf '%s' "$PWD/$2"
}

# directory_argument OPTION PATH: the same for a directory that must be there.
directory_argument() {
  [[ $# -ge 2 && -n $2 ]] || fail "$1 needs a directory"
  [[ -d $2 ]] || fail "$1 $2: no such directory"
  (cd "$2" && pwd)
}

cluster_conf() {
  printf '%s' "$HOPSFS_DATA/conf"
}

# Sets HADOOP_CONF_DIR. What is said on the command line counts before the environment, and that before what happens to be there.
choose_configuration() {
  if [[ -n $config_option ]]; then
    HADOOP_CONF_DIR=$config_option
  elif $data_option; then
    [[ -f $(cluster_conf)/core-site.xml ]] || fail "--data $HOPSFS_DATA: no cluster there; hopsfs --data $HOPSFS_DATA up makes one"
    HADOOP_CONF_DIR=$(cluster_conf)
  elif [[ -n ${HADOOP_CONF_DIR:-} ]]; then
    HADOOP_CONF_DIR=$(directory_argument HADOOP_CONF_DIR "$HADOOP_CONF_DIR")
  elif [[ -f $(cluster_conf)/core-site.xml ]]; then
    HADOOP_CONF_DIR=$(cluster_conf)
  else
    HADOOP_CONF_DIR=$HOPSFS_HOME/conf
  fi
  load_environment
}

load_environment() {
  export HADOOP_CONF_DIR
  if [[ -f $HADOOP_CONF_DIR/hadoop-env.sh ]]; then
    set +eu
    source "$HADOOP_CONF_DIR/hadoop-env.sh"
    set -eu
  fi
}
