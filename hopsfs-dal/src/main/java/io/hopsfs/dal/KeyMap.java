package io.hopsfs.dal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Something for each of some keys, in the order of their coming. A few keys are searched one after the other, which costs less
 * than a hash table's nodes: nearly all transactions touch a dozen rows. Nothing is ever removed. Not thread-safe.
 */
public final class KeyMap<V> {
  private static final int FEW = 24;

  private Key<?>[] keys = new Key<?>[12];
  private Object[] values = new Object[12];
  private int size;
  /** Where each key is; null while there are few. */
  private Map<Key<?>, Integer> places;

  /** @return null if nothing was added for this key */
  @SuppressWarnings("unchecked")
  public V get(Key<?> key) {
    if (places != null) {
      var place = places.get(key);
      return place == null ? null : (V) values[place];
    }
    int hash = key.hashCode();
    for (int i = 0; i < size; i++) {
      if (keys[i].hashCode() == hash && keys[i].equals(key)) {
        return (V) values[i];
      }
    }
    return null;
  }

  /** Adds a key that is not here yet. */
  public void add(Key<?> key, V value) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    keys[size] = key;
    values[size] = value;
    if (places != null) {
      places.put(key, size);
    } else if (size == FEW) {
      index();
    }
    size++;
  }

  private void index() {
    places = new HashMap<>(4 * FEW);
    for (int i = 0; i <= size; i++) {
      places.put(keys[i], i);
    }
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The key that came as the {@code place}th, from 0. */
  public Key<?> key(int place) {
    return keys[place];
  }

  /** What was added for the key that came as the {@code place}th, from 0. */
  @SuppressWarnings("unchecked")
  public V value(int place) {
    return (V) values[place];
  }
}
