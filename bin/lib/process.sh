# Background processes of the single-node cluster: their pid files, ports, start and stop. Sourced by bin/hopsfs.

pid_file() {
  printf '%s' "$HOPSFS_DATA/run/$1.pid"
}

# identity PID: what tells a process from a later one with its number - the boot and the clock tick it started in.
identity() {
  local stat
  { read -r -d '' stat <"/proc/$1/stat" || true; } 2>/dev/null
  [[ -n ${stat:-} ]] || return 1
  # The command's name, in parentheses, may hold anything; the state and nineteen more fields follow it.
  stat=${stat##*) }
  local fields
  read -r -a fields <<<"$stat"
  [[ ${fields[0]} != Z ]] || return 1
  printf '%s %s' "$(</proc/sys/kernel/random/boot_id)" "${fields[19]}"
}

# running ROLE: prints the pid if the process that its pid file names is alive.
running() {
  local pid identity
  [[ -f $(pid_file "$1") ]] || return 1
  read -r pid identity <"$(pid_file "$1")" || return 1
  [[ $pid =~ ^[0-9]+$ && $(identity "$pid") == "$identity" ]] || return 1
  printf '%s' "$pid"
}

answers() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# listens PID PORT: whether it is that very process that has the port, and not another one that was faster.
listens() {
  local inode hex
  # Only Linux says whose a port is.
  if [[ ! -r /proc/net/tcp ]]; then answers "$2"; return; fi
  printf -v hex '%04X' "$2"
  for inode in $(awk -v port=":$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null); do
    if ls -l "/proc/$1/fd" 2>/dev/null | grep -qF "socket:[$inode]"; then return 0; fi
  done
  return 1
}

# start ROLE ARGUMENTS: runs a foreground command of this launcher in the background, in a session of its own.
start() {
  local role=$1 pid detach=(nohup)
  command -v setsid >/dev/null && detach=(setsid)
  mkdir -p "$HOPSFS_DATA/run" "$HOPSFS_DATA/logs"
  "${detach[@]}" "$BASH" "$HOPSFS_HOME/bin/hopsfs" --config "$(cluster_conf)" "$@" \
    </dev/null >"$HOPSFS_DATA/logs/$role.out" 2>&1 9>&- &
  pid=$!
  printf '%s %s\n' "$pid" "$(identity "$pid")" >"$(pid_file "$role")"
}

# stop ROLE: SIGTERM, and SIGKILL for what doesn't stop in time.
stop() {
  local role=$1 pid waited=0
  if pid=$(running "$role"); then
    kill -TERM "$pid" 2>/dev/null || true
    while running "$role" >/dev/null; do
      if ((waited++ == 600)); then
        printf 'hopsfs: the %s (pid %s) did not stop within 60 s; killing it\n' "$role" "$pid" >&2
        kill -KILL "$pid" 2>/dev/null || true
      fi
      sleep 0.1
    done
  fi
  rm -f "$(pid_file "$role")"
}

# free_port WANTED: that port, or another one that nobody listens on.
free_port() {
  local port=$1 tries=0
  while answers "$port" || [[ " ${chosen_ports[*]-} " == *" $port "* ]]; do
    ((tries++ < 200)) || fail "no free port found on 127.0.0.1"
    port=$((20000 + RANDOM % 12000))
  done
  chosen_ports+=("$port")
  free_port=$port
}
