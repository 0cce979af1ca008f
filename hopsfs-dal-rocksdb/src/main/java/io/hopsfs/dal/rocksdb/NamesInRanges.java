package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeySpace;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.Table;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows of small ranges of names, such as the entries of a directory, which names may be in them: who is about to make an entry needn't
 * look up in RocksDB that there is none, once that was done twice in vain. Keeps a number of 32 bits for each name that was there or has come since. A name that goes leaves its
 * number, which costs its next look-up and nothing else. Exact where it says no. Thread-safe.
 */
final class NamesInRanges {
  /** Longer ranges are not kept. */
  private static final int LONGEST = 4096;
  /** Longer ones are not read for this. */
  static final int LONGEST_READ = 512;
  /** When there are more names and ranges in all, everything is forgotten. */
  private static final long MOST = 2 << 20;
  private static final int COST_OF_A_RANGE = 16;
  private static final int FIRST_SLOTS = 32;

  private final Map<Beginning, Names> ranges = new ConcurrentHashMap<>();
  private final AtomicLong cost = new AtomicLong();
  private final RangeCache changes;
  private final Loader loader;

  /** Reads the keys with a beginning, at most so many. */
  interface Loader {
    /** @return whether there are no more */
    boolean load(Beginning beginning, int most, Receiver receiver) throws StoreException;
  }

  /** Takes keys as RocksDB has them. */
  interface Receiver {
    void key(byte[] bytes);
  }

  /** @param changes knows whether a commit is under way in a range */
  NamesInRanges(RangeCache changes, Loader loader) {
    this.changes = changes;
    this.loader = loader;
  }

  /** False if there is nothing under that key. */
  boolean mayHave(Key<?> key) {
    int first = numberBeforeName(key.space());
    var names = first == 0 ? null : ranges.get(new Beginning(key, first));
    return names == null || names.mayHave(hash(key.bytes(), first));
  }

  /** Takes note of a look-up in vain: where it is not the first one, the next may be spared. */
  void wasAbsent(Key<?> key) throws StoreException {
    int first = numberBeforeName(key.space());
    if (first == 0) {
      return;
    }
    var beginning = new Beginning(key, first);
    var names = ranges.get(beginning);
    if (names == null) {
      ranges.putIfAbsent(beginning, new Names(Names.State.MET));
      makeRoom(COST_OF_A_RANGE);
    } else if (names.state == Names.State.MET) {
      load(beginning, names, first, key);
    }
  }

  private void load(Beginning beginning, Names met, int first, Key<?> key) throws StoreException {
    var names = new Names(Names.State.LOADING);
    if (!ranges.replace(beginning, met, names)) {
      return;
    }
    // A commit counts itself in, then looks for the range here: either it finds it, or it is seen to be under way.
    VarHandle.fullFence();
    if (changes.isChanging(key)) {
      ranges.replace(beginning, names, met);
      return;
    }
    boolean whole = false;
    try {
      whole = loader.load(beginning, LONGEST_READ, bytes -> names.add(hash(bytes, first)));
      names.loaded(whole);
    } finally {
      if (!whole && names.state == Names.State.LOADING) {
        ranges.remove(beginning, names);
      }
    }
    makeRoom(names.size());
  }

  /** Takes note of a key that a commit is about to write; after it has counted itself in. */
  void announce(Key<?> key) {
    int first = numberBeforeName(key.space());
    if (first == 0) {
      return;
    }
    VarHandle.fullFence();
    var names = ranges.get(new Beginning(key, first));
    if (names != null) {
      makeRoom(names.add(hash(key.bytes(), first)));
    }
  }

  private void makeRoom(int more) {
    if (more > 0 && cost.addAndGet(more) > MOST) {
      cost.set(0);
      ranges.clear();
    }
  }

  /** Bytes of the number that comes before the name in keys of that kind; 0 for others. */
  private static int numberBeforeName(KeySpace<?> space) {
    var columns = space.keyColumns();
    return space instanceof Table && columns.size() == 2 && !columns.get(1).type().isNumber() ? columns.get(0).type().width() : 0;
  }

  private static int hash(byte[] bytes, int from) {
    int hash = 0;
    for (int i = from; i < bytes.length; i++) {
      hash = 31 * hash + bytes[i];
    }
    hash *= 0x9E3779B9;
    return hash == 0 ? 1 : hash;
  }

  /** The numbers of one range's names, in an open hash table. */
  private static final class Names {
    private volatile State state;
    private int[] slots;
    private int size;

    private enum State { MET, LOADING, WHOLE, TOO_MANY }

    Names(State state) {
      this.state = state;
      slots = state == State.MET ? null : new int[FIRST_SLOTS];
    }

    synchronized int size() {
      return size;
    }

    synchronized void loaded(boolean whole) {
      if (!whole) {
        giveUp();
      } else if (state == State.LOADING) {
        state = State.WHOLE;
      }
    }

    private void giveUp() {
      state = State.TOO_MANY;
      slots = null;
    }

    synchronized boolean mayHave(int hash) {
      return state != State.WHOLE || slots[place(slots, hash)] == hash;
    }

    /** @return how many names it holds more than before */
    synchronized int add(int hash) {
      if (state == State.MET || state == State.TOO_MANY) {
        return 0;
      }
      int place = place(slots, hash);
      if (slots[place] == hash) {
        return 0;
      }
      slots[place] = hash;
      size++;
      if (size > LONGEST) {
        giveUp();
      } else if (2 * size > slots.length) {
        grow();
      }
      return 1;
    }

    private void grow() {
      var larger = new int[2 * slots.length];
      for (int hash : slots) {
        if (hash != 0) {
          larger[place(larger, hash)] = hash;
        }
      }
      slots = larger;
    }

    private static int place(int[] slots, int hash) {
      int place = hash >>> 8 & slots.length - 1;
      while (slots[place] != 0 && slots[place] != hash) {
        place = place + 1 & slots.length - 1;
      }
      return place;
    }
  }
}
