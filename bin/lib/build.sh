# Builds the jars with Maven when they aren't there. Sourced by bin/hopsfs.

HOPSFS_LIB=$HOPSFS_HOME/hopsfs-dist/target/lib
built=$HOPSFS_HOME/hopsfs-dist/target/built

is_built() {
  [[ -f $built && -d $HOPSFS_LIB ]]
}

# Prints a source that is newer than what was built from it, if there is one.
newer_source() {
  [[ ! -f $HOPSFS_HOME/pom.xml ]] || (cd "$HOPSFS_HOME" && find pom.xml hopsfs-*/pom.xml hopsfs-*/src/main -type f -newer "$built" -print -quit)
}

build_if_missing() {
  is_built || build
}

# Only `up` does this, and only when its cluster is down: a running JVM doesn't survive its jars being replaced.
build_if_older_than_sources() {
  is_built && [[ ${HOPSFS_BUILD:-} == never || -z $(newer_source) ]] || build
}

build() {
  [[ ${HOPSFS_BUILD:-} != never ]] || fail "$HOPSFS_LIB isn't built, and HOPSFS_BUILD=never; run: mvn -DskipTests package"
  command -v mvn >/dev/null || fail "hopsfs must be built once, and there is no mvn (Maven) on the PATH"
  mkdir -p "${built%/*}"
  (
    if command -v flock >/dev/null; then
      flock 9
      # Another one may have built it while this one waited.
      if is_built && [[ -z $(newer_source) ]]; then exit 0; fi
    fi
    printf 'Building hopsfs with Maven (the first time takes a few minutes) ...\n' >&2
    cd "$HOPSFS_HOME" && mvn -q -B -ntp -DskipTests -pl hopsfs-dist -am package >&2 9>&-
  ) 9>"$built.lock" || fail "the build failed; mvn -DskipTests package in $HOPSFS_HOME shows why"
}

print_version() {
  local jar hopsfs= hadoop=
  for jar in "$HOPSFS_LIB"/hopsfs-namenode-*.jar; do hopsfs=${jar##*/hopsfs-namenode-}; done
  for jar in "$HOPSFS_LIB"/hadoop-common-*.jar; do hadoop=${jar##*/hadoop-common-}; done
  printf 'hopsfs %s\nHadoop %s\nJava %s (%s)\n' "${hopsfs%.jar}" "${hadoop%.jar}" "$java_version" "$java"
}
